-- Where everything stands, for the layout editor, with a mark that tells this state from others.
with

plants as (
    select
        plants.plant_id,
        plants.plant_name,
        plants.sort_order
    from floor.plants
    where plants.retired_at is null
),

lines as (
    select
        lines.line_id,
        lines.line_name,
        lines.plant_id,
        lines.sort_order
    from floor.lines
    inner join plants on lines.plant_id = plants.plant_id
    where lines.retired_at is null
),

machines as (
    select
        machines.machine_id,
        machines.machine_name,
        machines.short_name,
        machines.line_id,
        machines.map_x,
        machines.map_y,
        machines.map_width,
        machines.map_height
    from floor.machines
    inner join lines on machines.line_id = lines.line_id
    where machines.retired_at is null
),

document as (
    select
        jsonb_build_object(
            'plants',
            coalesce(
                (
                    select jsonb_agg(plants.* order by plants.sort_order, plants.plant_id)
                    from plants
                ),
                '[]'
            ),
            'lines',
            coalesce(
                (select jsonb_agg(lines.* order by lines.sort_order, lines.line_id) from lines),
                '[]'
            ),
            'machines',
            coalesce(
                (select jsonb_agg(machines.* order by machines.machine_id) from machines),
                '[]'
            )
        ) as layout
),

final as (
    select document.layout || jsonb_build_object('revision', md5(document.layout::text)) as layout
    from document
)

select final.layout
from final;
