-- Who may add a picture to a work order, and take it away.
create function floor.tg_guard_work_order_photos() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_order floor.work_orders;
begin
    if tg_op = 'UPDATE' then
        raise exception 'a picture stays as it was added'
        using errcode = 'FC409', column = 'photo_id', hint = 'Add another one, and delete this.';
    end if;
    v_order := floor.open_work_order_entry(
        case when tg_op = 'DELETE' then old.work_order_id else new.work_order_id end,
        'work.report',
        case when tg_op = 'INSERT' then '{}'::text[] else array['verified', 'cancelled'] end
    );
    if tg_op = 'DELETE' then
        if lower(old.added_by) is distinct from lower(floor.person()) then
            perform floor.require_work_right('work.plan', v_order.machine_id);
        end if;
        return old;
    end if;
    if not floor.is_unrestricted() then
        new.added_by := coalesce(floor.person(), session_user);
        new.added_at := clock_timestamp();
    end if;
    return new;
end;
$$;

comment on function floor.tg_guard_work_order_photos() is
'Trigger: who may report work at the machine may add pictures to its orders, whatever their '
'status. One is taken away by who added it, or plans work, until the order is verified or '
'cancelled; none is changed.';
