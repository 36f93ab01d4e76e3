-- Take a work order for the one who acts: of many at once, the first gets it.
create function floor.take_work_order(p_work_order_id integer, p_start boolean default true)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_own_id constant integer := floor.own_employee_id();
    v_order record;
begin
    select * into v_order
    from floor.work_orders
    where work_orders.work_order_id = p_work_order_id
    for no key update;
    if not found then
        raise exception 'there is no work order %', p_work_order_id
        using errcode = 'FC404', column = 'work_order_id', hint = 'Look at the list of work orders.';
    elsif v_own_id is null then
        raise exception '% is no employee and cannot take work orders',
            coalesce(floor.person_name(floor.person()), 'Nobody')
        using errcode = 'insufficient_privilege',
            hint = 'Have the login entered at an employee (Set up, Maintenance).';
    elsif v_order.status in ('done', 'verified', 'cancelled') then
        perform floor.check_work_order_step(p_work_order_id, v_order.status, 'assigned', '');
    elsif v_order.assignee_id <> v_own_id then
        perform floor.refuse_taken_work_order(p_work_order_id);
    end if;

    update floor.work_orders
    set
        assignee_id = v_own_id,
        status = case
            when p_start then 'in_progress'
            when work_orders.status = 'open' then 'assigned'
            else work_orders.status
        end
    where work_orders.work_order_id = p_work_order_id;
end;
$$;

comment on function floor.take_work_order(integer, boolean) is
'Gives a work order to the employee who acts, and starts it where p_start. What somebody else has '
'is refused with FC409 naming who and since when, to planners too; taking it twice does nothing.';
