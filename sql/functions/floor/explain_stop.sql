-- Say why a machine was down: all of a stop, whatever was said before.
create function floor.explain_stop(
    p_machine_id integer, p_started_at timestamptz, p_reason_id integer
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_started_at timestamptz;
    v_ended_at timestamptz;
begin
    select stop.started_at, stop.ended_at into v_started_at, v_ended_at
    from floor.stop_to_edit(p_machine_id, p_started_at) as stop;
    perform floor.refuse_stop_reason(p_reason_id);

    update floor.status_events
    set reason_id = case when status_events.at = v_started_at then p_reason_id end
    where
        status_events.machine_id = p_machine_id
        and status_events.at >= v_started_at
        and status_events.at < coalesce(v_ended_at, 'infinity')
        and status_events.reason_id
        is distinct from case when status_events.at = v_started_at then p_reason_id end;

    insert into floor.stop_edits (machine_id, kind, from_at, to_at)
    values (
        p_machine_id,
        'reason',
        v_started_at,
        coalesce(v_ended_at, greatest(clock_timestamp(), v_started_at))
    );
end;
$$;

comment on function floor.explain_stop(integer, timestamptz, integer) is
'Gives all of a stop, with all its parts, one reason; null takes back what was said. p_started_at: '
'its beginning, or any instant of it. What is derived from samples later leaves the reason alone; '
'of a stop that lasts, what the machine says after this begins a part of its own. Takes the right '
'stop.explain.';
