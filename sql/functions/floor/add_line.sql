-- A line by name: the one there is, put back into use, or a new one at the end of its plant.
create function floor.add_line(
    p_line_name text, p_plant_name text, p_time_zone text, p_origin text
) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_line_id integer;
    v_plant_id integer;
    v_plant_name text;
begin
    if p_line_name is null then
        raise exception 'a new machine needs a line'
        using errcode = 'not_null_violation', column = 'line',
            hint = (
                select coalesce(
                    'Name one: the lines are ' || string_agg(lines.line_name, ', ' order by lines.line_name)
                    || '; or a new one.',
                    'Name it.'
                )
                from floor.lines
                where lines.retired_at is null
            );
    end if;

    select
        lines.line_id,
        plants.plant_id,
        plants.plant_name
    into v_line_id, v_plant_id, v_plant_name
    from floor.lines
    inner join floor.plants on lines.plant_id = plants.plant_id
    where lower(lines.line_name) = lower(p_line_name);
    if v_line_id is null then
        v_plant_id := floor.add_plant(p_plant_name, p_time_zone, p_origin);
        insert into floor.lines (plant_id, line_name, sort_order, origin)
        select v_plant_id, p_line_name, coalesce(max(lines.sort_order) + 1, 0), p_origin
        from floor.lines
        where lines.plant_id = v_plant_id
        returning lines.line_id into v_line_id;
        return v_line_id;
    end if;

    if lower(p_plant_name) <> lower(v_plant_name) then
        raise exception 'line "%" is in plant "%", not in "%"', p_line_name, v_plant_name, p_plant_name
        using errcode = 'unique_violation', column = 'line',
            hint = 'Names of lines are unique: give this one another name, or leave the plant out.';
    end if;
    update floor.lines set retired_at = null, origin = p_origin
    where line_id = v_line_id and retired_at is not null;
    perform floor.add_plant(v_plant_name, null, p_origin);
    return v_line_id;
end;
$$;

comment on function floor.add_line(text, text, text, text) is
'Key of the line of that name, ignoring case, back in use with its plant if it was retired; else '
'of a new one at the end of that plant (without a name: the first), kept by the program in '
'p_origin. Raises an error where the line is in another plant.';
