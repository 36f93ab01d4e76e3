-- Who may comment on a work order, and take it back.
create function floor.tg_guard_work_order_comments() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_order floor.work_orders;
begin
    -- also of an order that is closed something may be said, but nothing taken back
    v_order := floor.open_work_order_entry(
        case when tg_op = 'DELETE' then old.work_order_id else new.work_order_id end,
        'work.report',
        case when tg_op = 'INSERT' then '{}'::text[] else array['verified', 'cancelled'] end
    );
    if
        tg_op <> 'INSERT'
        and lower(old.written_by) is distinct from lower(floor.person())
    then
        perform floor.require_work_right('work.plan', v_order.machine_id);
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if not floor.is_unrestricted() then
        new.written_by := case
            when tg_op = 'UPDATE' then old.written_by else coalesce(floor.person(), session_user)
        end;
        new.written_at := case when tg_op = 'UPDATE' then old.written_at else clock_timestamp() end;
    end if;
    perform floor.check_work_order_instant(new.written_at, null, 'written_at');
    return new;
end;
$$;

comment on function floor.tg_guard_work_order_comments() is
'Trigger: who may report work at the machine may comment on its orders, whatever their status. A '
'comment is changed or taken back by who wrote it, or plans work, until the order is verified or '
'cancelled. A person''s name and instant are known, not given.';
