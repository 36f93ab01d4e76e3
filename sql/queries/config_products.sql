-- Products as a floor file has them, found again by their names, ignoring case.
-- $1: the floor, as machine_config writes it. Returns what became of each product written.
with

wanted as (
    select products.*
    from jsonb_to_recordset($1::text::jsonb -> 'products')
        as products (product_name text, description text)
),

differing as (
    select
        wanted.*,
        case
            when existing.product_id is null then 'added'
            when existing.retired_at is not null then 'revived'
            else 'changed'
        end as change
    from wanted
    left join floor.products as existing
        on lower(wanted.product_name) = lower(existing.product_name)
    where (
        existing.product_name, existing.description, existing.origin, existing.retired_at
    ) is distinct from (
        wanted.product_name, wanted.description, 'floor.toml', null
    )
),

written as (
    insert into floor.products (product_name, description, origin)
    select
        differing.product_name,
        differing.description,
        'floor.toml' as origin
    from differing
    order by differing.product_name
    on conflict (lower(product_name)) do update
        set
            product_name = excluded.product_name,
            description = excluded.description,
            origin = excluded.origin,
            retired_at = null
    returning product_name
)

select
    differing.change,
    'product' as kind,
    differing.product_name as name
from written
inner join differing on written.product_name = differing.product_name
order by differing.product_name;
