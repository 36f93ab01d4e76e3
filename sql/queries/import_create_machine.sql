-- A new machine on a free spot of the map: behind the last machine of its line where there is
-- room, else below everything, with a strip above it for the header of the line.
-- $1 machine, $2 short name, $3 type, $4 line, $5 width of its tile, $6 height, $7 origin.
with

line as (
    select
        line_id,
        plant_id
    from floor.lines
    where line_id = $4
),

tiles as (
    select
        machines.line_id,
        machines.map_x as left_x,
        machines.map_x + machines.map_width as right_x,
        machines.map_y as upper_y,
        machines.map_y + machines.map_height as lower_y
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    where lines.plant_id = (select line.plant_id from line) and machines.retired_at is null
),

-- what a line occupies: its tiles, and one row above them for its name
areas as (
    select
        line_id,
        min(left_x) as left_x,
        max(right_x) as right_x,
        min(upper_y) - 1 as upper_y,
        max(lower_y) as lower_y
    from tiles
    group by line_id
),

below as (
    select
        coalesce(min(left_x), 1) as map_x,
        -- one row of air, one for the name of the line
        coalesce(max(lower_y) + 2, 1) as map_y
    from areas
),

behind as (
    select
        last_tile.right_x as map_x,
        last_tile.upper_y as map_y
    from (
        select *
        from tiles
        where line_id = $4
        order by upper_y desc, right_x desc
        limit 1
    ) as last_tile
    where
        -- not wider than the map is, or than a usual screen shows
        last_tile.right_x + $5 <= (select greatest(max(areas.right_x), 36) from areas)
        and not exists (
            select from areas
            where
                areas.line_id <> $4
                and areas.left_x < last_tile.right_x + $5 and areas.right_x > last_tile.right_x
                and areas.upper_y < last_tile.upper_y + $6 and areas.lower_y > last_tile.upper_y
        )
        and not exists (
            select from tiles
            where
                tiles.left_x < last_tile.right_x + $5 and tiles.right_x > last_tile.right_x
                and tiles.upper_y < last_tile.upper_y + $6 and tiles.lower_y > last_tile.upper_y
        )
),

spot as (
    select
        map_x,
        map_y
    from behind
    union all
    select
        map_x,
        map_y
    from below
    where not exists (select from behind)
)

insert into floor.machines (
    machine_name, short_name, machine_type, line_id, map_x, map_y, map_width, map_height, origin
)
select
    $1 as machine_name,
    $2 as short_name,
    $3 as machine_type,
    line.line_id,
    spot.map_x,
    spot.map_y,
    $5 as map_width,
    $6 as map_height,
    $7 as origin
from line
cross join spot
returning machine_id, map_x, map_y;
