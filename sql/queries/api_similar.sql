-- Names in use that somebody may have meant by one there is not, most alike first, with commas
-- between; null where there are none at all.
-- $1: line, machine, product or reason; $2: the name.
with

names as (
    select
        'line' as kind,
        line_name as name
    from floor.lines
    where retired_at is null
    union all
    select
        'machine' as kind,
        machine_name as name
    from floor.machines
    where retired_at is null
    union all
    select
        'product' as kind,
        product_name as name
    from floor.products
    where retired_at is null
    union all
    select
        'reason' as kind,
        reason_name as name
    from floor.reasons
    where retired_at is null
)

select floor.similar_names($2, array_agg(names.name)) as names
from names
where names.kind = $1;
