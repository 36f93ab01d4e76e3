-- Work out floor.machine_status of some machines anew from their events.
create function floor.restate_machines(p_machine_ids integer[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    -- Hold the rows before looking at history, so that the statements below see all that other
    -- writers of these machines have committed. A machine without a row gets an empty one:
    -- two first events must meet somewhere. In key order, so that writers wait for each other
    -- instead of deadlocking. The update never happens, but its row is locked.
    insert into floor.machine_status as kept (machine_id, status, at, since_at, source, recorded_at)
    select touched.machine_id, 'no_data', '-infinity', '-infinity', '', '-infinity'
    from unnest(p_machine_ids) as touched (machine_id)
    order by touched.machine_id
    on conflict (machine_id) do update set status = kept.status where false;

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
