-- A work order stays with its stop when that is moved in time.
create function floor.tg_follow_stop_edits() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_started_at timestamptz;
    v_order_id integer;
begin
    -- the stop begins where the stretch ends, or else it ends where the stretch begins
    v_started_at := coalesce(
        (select stop.started_at from floor.stop_at(new.machine_id, new.to_at) as stop),
        (
            select stop.started_at
            from floor.stop_at(new.machine_id, new.from_at - interval '1 microsecond') as stop
        )
    );
    for v_order_id in
        select work_orders.work_order_id
        from floor.work_orders
        where
            work_orders.machine_id = new.machine_id
            and work_orders.stopped_at between new.from_at and new.to_at
            and v_started_at is not null
            and not exists (select from floor.stop_at(new.machine_id, work_orders.stopped_at))
    loop
        begin
            update floor.work_orders set stopped_at = v_started_at
            where work_orders.work_order_id = v_order_id;
        exception
            when sqlstate 'FC409' then
                null;  -- one that is finished stays as it is
        end;
    end loop;
    return null;
end;
$$;

comment on function floor.tg_follow_stop_edits() is
'Trigger: where a stop was moved away from the instant a work order names (stopped_at), the order '
'names its beginning from now on. Orders that are finished stay as they are.';
