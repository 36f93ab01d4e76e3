-- A machine by name: the one there is, put back into use, or a new one on a free spot of the map,
-- with line, type and plant where they are new, too.
create function floor.add_machine(
    p_machine_name text,
    p_line_name text,
    p_machine_type text default null,
    p_plant_name text default null,
    p_time_zone text default null,
    p_origin text default null
) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_origin constant text := coalesce(
        p_origin, nullif(current_setting('application_name'), ''), 'sql'
    );
    v_machine_id integer;
    v_line_id integer;
    v_line_name text;
    v_machine_type text;
begin
    -- the map has one free spot at a time to give away
    perform pg_advisory_xact_lock(hashtext('floor.add_machine'));
    select
        machines.machine_id,
        lines.line_name
    into v_machine_id, v_line_name
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    where lower(machines.machine_name) = lower(p_machine_name);
    if v_machine_id is not null then
        -- its origin changes, or the next reading of the floor file would retire it again
        update floor.machines set retired_at = null, origin = v_origin
        where machine_id = v_machine_id and retired_at is not null;
        if found then
            perform floor.add_line(v_line_name, null, null, v_origin);
        end if;
        return v_machine_id;
    end if;

    v_line_id := floor.add_line(p_line_name, p_plant_name, p_time_zone, v_origin);
    select machine_types.machine_type into v_machine_type
    from floor.machine_types
    where lower(machine_types.machine_type) = lower(coalesce(p_machine_type, 'Machine'))
    order by machine_types.machine_type
    limit 1;
    if v_machine_type is null then
        insert into floor.machine_types (machine_type)
        values (coalesce(p_machine_type, 'Machine'))
        returning machine_types.machine_type into v_machine_type;
    end if;
    insert into floor.machines (
        machine_name, short_name, machine_type, line_id, map_x, map_y, origin
    )
    select
        p_machine_name,
        floor.short_name(p_machine_name),
        v_machine_type,
        v_line_id,
        spot.map_x,
        spot.map_y,
        v_origin
    from floor.free_spot(v_line_id) as spot
    returning machines.machine_id into v_machine_id;
    return v_machine_id;
end;
$$;

comment on function floor.add_machine(text, text, text, text, text, text) is
'Key of the machine of that name, ignoring case, back in use with its line and plant if it was '
'retired; else of a new one on a free spot of the map of its line. Line, type (default Machine) '
'and plant are made where they are new; a new plant needs the time zone. p_origin is the program '
'that keeps what is new, by default the application_name.';
