-- The work order that something is to be written into.
create function floor.open_work_order_entry(
    p_work_order_id integer, p_action text, p_closed text[]
) returns floor.work_orders
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_order floor.work_orders;
begin
    -- held, so that it is not verified meanwhile
    select * into v_order
    from floor.work_orders
    where work_orders.work_order_id = p_work_order_id
    for no key update;
    if not found or not floor.may('floor.see', v_order.machine_id) then
        raise exception 'there is no work order %', p_work_order_id
        using errcode = 'FC404', column = 'work_order_id', hint = 'Look at the list of work orders.';
    end if;
    perform floor.require_work_right(p_action, v_order.machine_id);
    if v_order.status = any(p_closed) then
        raise exception 'work order % is %: it stays as it is', p_work_order_id, v_order.status
        using errcode = 'FC409', column = 'work_order_id',
            hint = 'Write a comment, or open a new work order.';
    end if;
    return v_order;
end;
$$;

comment on function floor.open_work_order_entry(integer, text, text[]) is
'The work order something is to be written into. Raises FC404 where there is none, or the person '
'who acts may not see it; insufficient_privilege where the person lacks the right p_action at its '
'machine; FC409 where its status is one of p_closed.';
