-- Work out floor.machine_status of some machines anew from their events.
create function floor.restate_machines(p_machine_ids integer[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    perform floor.hold_machine_status(p_machine_ids);

    update floor.machine_status as kept
    set
        status = truth.status,
        at = truth.at,
        since_at = truth.since_at,
        detail = truth.detail,
        source = truth.source,
        recorded_at = truth.recorded_at
    from floor.machine_status_from_events as truth
    where truth.machine_id = any(p_machine_ids)
    and kept.machine_id = truth.machine_id
    and (kept.status, kept.at, kept.since_at, kept.detail, kept.source, kept.recorded_at)
    is distinct from (truth.status, truth.at, truth.since_at, truth.detail, truth.source, truth.recorded_at);

    delete from floor.machine_status
    where machine_status.machine_id = any(p_machine_ids)
    and (
        select max(status_events.at) from floor.status_events
        where status_events.machine_id = machine_status.machine_id
    ) is null;
end;
$$;

comment on function floor.restate_machines(integer[]) is
'Works out floor.machine_status of these machines anew from floor.status_events, whatever stood '
'there.';
