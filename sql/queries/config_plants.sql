-- Plants as a floor file has them, found again by their names, ignoring case.
-- $1: the floor, as machine_config writes it. Returns what became of each plant written.
with

wanted as (
    select plants.*
    from jsonb_to_recordset($1::text::jsonb -> 'plants')
        as plants (plant_name text, time_zone text, sort_order integer)
),

differing as (
    select
        wanted.*,
        case
            when existing.plant_id is null then 'added'
            when existing.retired_at is not null then 'revived'
            else 'changed'
        end as change
    from wanted
    left join floor.plants as existing on lower(wanted.plant_name) = lower(existing.plant_name)
    where (
        existing.plant_name, existing.time_zone, existing.sort_order,
        existing.origin, existing.retired_at
    ) is distinct from (
        wanted.plant_name, wanted.time_zone, wanted.sort_order,
        'floor.toml', null
    )
),

written as (
    insert into floor.plants (plant_name, time_zone, sort_order, origin)
    select
        differing.plant_name,
        differing.time_zone,
        differing.sort_order,
        'floor.toml' as origin
    from differing
    order by differing.sort_order
    on conflict (lower(plant_name)) do update
        set
            plant_name = excluded.plant_name,
            time_zone = excluded.time_zone,
            sort_order = excluded.sort_order,
            origin = excluded.origin,
            retired_at = null
    returning plant_name
)

select
    differing.change,
    'plant' as kind,
    differing.plant_name as name
from written
inner join differing on written.plant_name = differing.plant_name
order by differing.sort_order;
