-- Names a recording may use besides those of machines: products and reasons, retired or not.
-- One row per name.
select
    'product' as kind,
    product_id as id,
    product_name as name
from floor.products
union all
select
    'reason' as kind,
    reason_id as id,
    reason_name as name
from floor.reasons
order by kind, name;
