-- Lines as a floor file has them, found again by their names, ignoring case.
-- $1: the floor, as machine_config writes it, its plants already in their table.
-- Returns what became of each line written.
with

wanted as (
    select
        lines.line_name,
        plants.plant_id,
        lines.sort_order,
        lines.target_oee_ratio
    from
        jsonb_to_recordset($1::text::jsonb -> 'lines')
            as lines (
                line_name text, plant_name text, sort_order integer, target_oee_ratio numeric
            )
    inner join floor.plants on lower(lines.plant_name) = lower(plants.plant_name)
),

differing as (
    select
        wanted.*,
        case
            when existing.line_id is null then 'added'
            when existing.retired_at is not null then 'revived'
            else 'changed'
        end as change
    from wanted
    left join floor.lines as existing on lower(wanted.line_name) = lower(existing.line_name)
    where (
        existing.line_name, existing.plant_id, existing.sort_order,
        existing.target_oee_ratio, existing.origin, existing.retired_at
    ) is distinct from (
        wanted.line_name, wanted.plant_id, wanted.sort_order,
        wanted.target_oee_ratio, 'floor.toml', null
    )
),

written as (
    insert into floor.lines (line_name, plant_id, sort_order, target_oee_ratio, origin)
    select
        differing.line_name,
        differing.plant_id,
        differing.sort_order,
        differing.target_oee_ratio,
        'floor.toml' as origin
    from differing
    order by differing.plant_id, differing.sort_order
    on conflict (lower(line_name)) do update
        set
            line_name = excluded.line_name,
            plant_id = excluded.plant_id,
            sort_order = excluded.sort_order,
            target_oee_ratio = excluded.target_oee_ratio,
            origin = excluded.origin,
            retired_at = null
    returning line_name
)

select
    differing.change,
    'line' as kind,
    differing.line_name as name
from written
inner join differing on written.line_name = differing.line_name
order by differing.plant_id, differing.sort_order;
