-- Let a stop begin earlier or later.
create function floor.move_stop_start(
    p_machine_id integer,
    p_started_at timestamptz,
    p_new_started_at timestamptz,
    p_ended_at timestamptz
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_reason_id constant integer := floor.stop_reason_at(
        p_machine_id, p_started_at, p_ended_at, p_new_started_at
    );
    v_detail constant text := (
        select status_events.detail
        from floor.status_events
        where status_events.machine_id = p_machine_id and status_events.at = p_started_at
    );
begin
    if p_new_started_at = p_started_at then
        return;
    end if;
    -- earlier: what was thought to be other states; later: the first of the stop, so that the state
    -- before it goes on
    delete from floor.status_events
    where
        status_events.machine_id = p_machine_id
        and status_events.at >= least(p_started_at, p_new_started_at)
        and status_events.at < greatest(p_started_at, p_new_started_at);
    insert into floor.status_events as kept (machine_id, at, status, reason_id, detail, source)
    values (p_machine_id, p_new_started_at, 'down', v_reason_id, v_detail, 'hand')
    on conflict (machine_id, at) do update set reason_id = excluded.reason_id;

    insert into floor.stop_edits (machine_id, kind, from_at, to_at)
    values (
        p_machine_id,
        'times',
        least(p_started_at, p_new_started_at),
        greatest(p_started_at, p_new_started_at)
    );
end;
$$;

comment on function
floor.move_stop_start(integer, timestamptz, timestamptz, timestamptz) is
'Lets a stop begin at p_new_started_at, with the reason and the detail it had. Part of '
'floor.retime_stop(), which checks who may, and whether it can be.';
