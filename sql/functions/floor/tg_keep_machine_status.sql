-- Keep floor.machine_status equal to floor.machine_status_from_events.
create function floor.tg_keep_machine_status() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_touched integer[];
    v_done integer[] := '{}';
begin
    case tg_op
        when 'INSERT' then select array_agg(distinct machine_id) into v_touched from new_rows;
        when 'DELETE' then select array_agg(distinct machine_id) into v_touched from old_rows;
        when 'TRUNCATE' then delete from floor.machine_status;
        else
            select array_agg(distinct both_rows.machine_id) into v_touched
            from (select machine_id from new_rows union select machine_id from old_rows) as both_rows;
    end case;
    if v_touched is null then
        return null;
    end if;

    -- In key order, so that two writers wait for each other instead of deadlocking. Whoever
    -- gets the lock sees, in the next statement, all that the other has committed.
    perform from floor.machine_status
    where machine_status.machine_id = any (v_touched)
    order by machine_status.machine_id
    for update;

    if tg_op = 'INSERT' then
        -- The everyday case, without a look at history: one event, newer than all before it.
        with newest as (
            select
                new_rows.machine_id,
                max(new_rows.at) as at,
                max(new_rows.status) as status,
                max(new_rows.detail) as detail,
                max(new_rows.source) as source,
                max(new_rows.recorded_at) as recorded_at
            from new_rows
            group by new_rows.machine_id
            having count(*) = 1
        ),

        kept as (
            update floor.machine_status as kept
            set
                status = newest.status,
                at = newest.at,
                since_at = case when kept.status = newest.status then kept.since_at else newest.at end,
                detail = newest.detail,
                source = newest.source,
                recorded_at = newest.recorded_at
            from newest
            where kept.machine_id = newest.machine_id and kept.at < newest.at
            returning kept.machine_id
        )

        select array_agg(kept.machine_id) into v_done from kept;
    end if;

    -- All else: a first event, a late one, several at once, an edit, a deletion.
    insert into floor.machine_status as kept (
        machine_id, status, at, since_at, detail, source, recorded_at
    )
    select truth.machine_id, truth.status, truth.at, truth.since_at, truth.detail, truth.source, truth.recorded_at
    from floor.machine_status_from_events as truth
    where truth.machine_id = any (v_touched) and not truth.machine_id = any (coalesce(v_done, '{}'))
    order by truth.machine_id
    on conflict (machine_id) do update
    set
        status = excluded.status,
        at = excluded.at,
        since_at = excluded.since_at,
        detail = excluded.detail,
        source = excluded.source,
        recorded_at = excluded.recorded_at
    -- two first events at once do not see each other: the newer one stays
    where kept is distinct from excluded and (tg_op <> 'INSERT' or kept.at <= excluded.at);

    if tg_op <> 'INSERT' then
        delete from floor.machine_status
        where machine_status.machine_id = any (v_touched)
        and not exists (
            select from floor.status_events
            where status_events.machine_id = machine_status.machine_id
        );
    end if;
    return null;
end;
$$;

comment on function floor.tg_keep_machine_status() is
'Trigger: brings floor.machine_status up to date after any change of floor.status_events.';
