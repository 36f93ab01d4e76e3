-- Who may write the checklist of a work order, and tick it off.
create function floor.tg_guard_work_order_tasks() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_order floor.work_orders;
    v_is_ticked boolean;
begin
    v_order := floor.open_work_order_entry(
        case when tg_op = 'DELETE' then old.work_order_id else new.work_order_id end,
        'work.report',
        array['done', 'verified', 'cancelled']
    );
    -- who reports an order brings its list along
    if v_order.status <> 'open' or lower(v_order.reported_by) is distinct from lower(floor.person()) then
        perform floor.require_work_right('work.do', v_order.machine_id);
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;

    new.title := btrim(new.title);
    if new.position is null then
        select coalesce(max(tasks.position), 0) + 1 into new.position
        from floor.work_order_tasks as tasks
        where tasks.work_order_id = new.work_order_id;
    end if;
    v_is_ticked := new.done_at is not null and (tg_op = 'INSERT' or old.done_at is null);
    if new.done_at is null then
        new.done_by := null;
    elsif v_is_ticked then
        perform floor.require_work_right('work.do', v_order.machine_id);
        if floor.is_unrestricted() then
            new.done_by := coalesce(new.done_by, session_user);
            perform floor.check_work_order_instant(new.done_at, null, 'done_at');
        else
            new.done_by := coalesce(floor.person(), session_user);
            new.done_at := clock_timestamp();
        end if;
    else
        new.done_by := old.done_by;
        new.done_at := old.done_at;
    end if;
    return new;
end;
$$;

comment on function floor.tg_guard_work_order_tasks() is
'Trigger: who may work at the machine writes the checklist of its orders and ticks it off, until '
'they are done; who reported an order brings its list along. Fills in the place in the list, and '
'who ticked something off.';
