-- Keep floor.machine_status equal to floor.machine_status_from_events.
create function floor.tg_keep_machine_status() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- plan once: a list of one machine and one of a thousand take the same way
set plan_cache_mode = force_generic_plan
as $$
declare
    v_touched integer[];
    v_done integer[];
begin
    case tg_op
        when 'INSERT' then select array_agg(distinct machine_id) into v_touched from new_rows;
        when 'DELETE' then select array_agg(distinct machine_id) into v_touched from old_rows;
        when 'TRUNCATE' then delete from floor.machine_status;
        else
            select array_agg(distinct both_rows.machine_id) into v_touched
            from (select machine_id from new_rows union select machine_id from old_rows) as both_rows;
    end case;

    if tg_op = 'INSERT' and v_touched is not null then
        perform floor.hold_machine_status(v_touched);
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

    if cardinality(v_touched) > coalesce(cardinality(v_done), 0) then
        perform floor.restate_machines(
            array(select unnest(v_touched) except select unnest(v_done))
        );
    end if;
    return null;
end;
$$;

comment on function floor.tg_keep_machine_status() is
'Trigger: brings floor.machine_status up to date after any change of floor.status_events.';
