-- Hold the rows of floor.machine_status that a writer of events is about to bring up to date.
create function floor.hold_machine_status(p_machine_ids integer[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    -- The update never happens, but it locks the row. A machine without a row gets an empty one,
    -- because two first events must meet somewhere. In key order and in one statement, so that
    -- two writers wait for each other instead of deadlocking.
    insert into floor.machine_status as kept (machine_id, status, at, since_at, source, recorded_at)
    select touched.machine_id, '', '-infinity', '-infinity', '', '-infinity'
    from unnest(p_machine_ids) as touched (machine_id)
    order by touched.machine_id
    on conflict (machine_id) do update set status = kept.status where false;
end;
$$;

comment on function floor.hold_machine_status(integer[]) is
'Locks the rows of these machines in floor.machine_status until the transaction ends, so that the '
'statements that follow see all other writers'' committed events. A missing row is made, empty.';
