-- What does not fit on the map of a plant: two machines on the same cells, or with the same short
-- name. One row per pair; what: place or short_name.
with

tiles as (
    select
        machines.machine_id,
        machines.machine_name,
        machines.short_name,
        machines.map_x,
        machines.map_y,
        machines.map_x + machines.map_width as right_x,
        machines.map_y + machines.map_height as lower_y,
        lines.plant_id
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    where machines.retired_at is null
),

final as (
    select
        one.machine_name as machine,
        other.machine_name as other_machine,
        one.short_name,
        case
            when lower(one.short_name) = lower(other.short_name) then 'short_name'
            else 'place'
        end as what
    from tiles as one
    inner join tiles as other
        on one.plant_id = other.plant_id and one.machine_id < other.machine_id
    where
        lower(one.short_name) = lower(other.short_name)
        or (
            one.map_x < other.right_x and other.map_x < one.right_x
            and one.map_y < other.lower_y and other.map_y < one.lower_y
        )
    order by one.machine_name, other.machine_name
)

select
    final.machine,
    final.other_machine,
    final.short_name,
    final.what
from final;
