-- Find a machine by name, however it is typed, or say which names come close.
create function floor.machine_id(p_machine_name text) returns integer
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_machine_id integer;
begin
    select machines.machine_id into v_machine_id
    from floor.machines
    where lower(machines.machine_name) = lower(p_machine_name);
    -- what may not be seen is not there, also for functions that see all
    if v_machine_id is null or not floor.may('floor.see', v_machine_id) then
        raise exception 'machine "%" is unknown', p_machine_name
        using errcode = 'foreign_key_violation', hint = floor.machine_choices(p_machine_name);
    end if;
    return v_machine_id;
end;
$$;

comment on function floor.machine_id(text) is
'Key of the machine of that name, ignoring case. Raises an error that offers similar names where '
'there is none.';
