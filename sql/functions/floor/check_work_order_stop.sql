-- Refuse a work order about no stop, and a second one about the same.
create function floor.check_work_order_stop(p_order floor.work_orders) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_machine_name text;
    v_stop record;
    v_other_id integer;
begin
    -- who opens an order for the same machine takes turns here, and sees what the other wrote
    select machines.machine_name into v_machine_name
    from floor.machines
    where machines.machine_id = p_order.machine_id
    for no key update;

    select * into v_stop from floor.stop_at(p_order.machine_id, p_order.stopped_at);
    if not found then
        raise exception '% was not down at %', v_machine_name, p_order.stopped_at
        using errcode = 'FC404', column = 'stopped_at',
            hint = 'Give an instant within one of its stops, or leave stopped_at out.';
    end if;

    v_other_id := floor.work_order_of_stop(p_order.machine_id, v_stop.started_at, v_stop.ended_at);
    if v_other_id <> p_order.work_order_id then
        raise exception 'work order % is about this stop of %', v_other_id, v_machine_name
        using errcode = 'FC409', column = 'stopped_at', detail = v_other_id::text,
            hint = format('A stop has one work order: go on with %s.', v_other_id);
    end if;
end;
$$;

comment on function floor.check_work_order_stop(floor.work_orders) is
'Raises FC404 where the stopped_at of a work order lies in no stop of its machine, and FC409 where '
'another order, not cancelled, is about that stop; the detail of the error is its number. Holds '
'the machine until the transaction ends, so that two at once take turns.';
