-- Where on the map a new machine of a line finds room: behind the last machine of the line, else
-- below everything, with a strip above it for the header of the line.
create function floor.free_spot(
    p_line_id integer, p_width integer default 4, p_height integer default 3
) returns table (map_x integer, map_y integer)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with tiles as (
        select
            machines.line_id,
            machines.map_x as left_x,
            machines.map_x + machines.map_width as right_x,
            machines.map_y as upper_y,
            machines.map_y + machines.map_height as lower_y
        from floor.machines
        inner join floor.lines on machines.line_id = lines.line_id
        where
            lines.plant_id = (
                select own.plant_id from floor.lines as own
                where own.line_id = p_line_id
            )
            and machines.retired_at is null
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
            where line_id = p_line_id
            order by upper_y desc, right_x desc
            limit 1
        ) as last_tile
        where
            -- not wider than the map is, or than a usual screen shows
            last_tile.right_x + p_width <= (select greatest(max(areas.right_x), 36) from areas)
            and not exists (
                select from areas
                where
                    areas.line_id <> p_line_id
                    and areas.left_x < last_tile.right_x + p_width
                    and areas.right_x > last_tile.right_x
                    and areas.upper_y < last_tile.upper_y + p_height
                    and areas.lower_y > last_tile.upper_y
            )
            and not exists (
                select from tiles
                where
                    tiles.left_x < last_tile.right_x + p_width
                    and tiles.right_x > last_tile.right_x
                    and tiles.upper_y < last_tile.upper_y + p_height
                    and tiles.lower_y > last_tile.upper_y
            )
    )

    select
        behind.map_x,
        behind.map_y
    from behind
    union all
    select
        below.map_x,
        below.map_y
    from below
    where not exists (select from behind);
$$;

comment on function floor.free_spot(integer, integer, integer) is
'Upper left corner, in grid cells, of room for a tile of that size on the map of the plant of that '
'line: one row. Machines made at the same time must take turns, as floor.add_machine() does.';
