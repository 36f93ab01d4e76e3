-- The stop somebody is about to edit, held until the transaction ends.
create function floor.stop_to_edit(
    p_machine_id integer,
    p_at timestamptz,
    out started_at timestamptz,
    out ended_at timestamptz
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_machine_name constant text := (
        select machines.machine_name from floor.machines where machines.machine_id = p_machine_id
    );
begin
    if not floor.may('stop.explain', p_machine_id) then
        raise exception '% may not change stops of this machine', coalesce(floor.person(), 'you')
        using errcode = 'insufficient_privilege', column = 'machine',
            hint = 'It takes the right stop.explain on its line: ask whoever looks after Floorcast.';
    end if;
    if v_machine_name is null then
        raise exception 'there is no machine %', p_machine_id
        using errcode = 'FC404', column = 'machine',
            hint = 'All names: select machine_name from machine_feed_stream.';
    end if;

    -- whoever writes events of the machine waits, or has committed and is seen below
    perform floor.hold_machine_status(array[p_machine_id]);
    select stop.started_at, stop.ended_at into started_at, ended_at
    from floor.stop_at(p_machine_id, p_at) as stop;
    if started_at is null then
        raise exception '% was not down at %',
            v_machine_name, coalesce(floor.plant_time(p_machine_id, p_at), 'no instant')
        using errcode = 'FC404', column = 'started_at',
            hint = 'Somebody may have changed it meanwhile. Load the list of stops again.';
    end if;
end;
$$;

comment on function floor.stop_to_edit(integer, timestamptz) is
'The stop of a machine an instant lies in, for somebody who is about to edit it: checks the right '
'stop.explain, and holds the machine''s state until the transaction ends. Raises FC404 where it '
'was not down then. ended_at is null while the stop lasts.';
