-- Who may write down whose work on an order, and when.
create function floor.tg_guard_labour() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_row constant floor.work_order_labour := case when tg_op = 'DELETE' then old else new end;
    v_is_ending constant boolean :=
        tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
        and (new.work_order_id, new.employee_id, new.started_at)
        is not distinct from (old.work_order_id, old.employee_id, old.started_at);
    v_order record;
    v_other_id integer;
begin
    if pg_trigger_depth() > 1 and (v_is_ending or tg_op = 'DELETE') then
        return v_row;  -- a step of the order, or work on another, ends it
    end if;

    v_order := floor.open_work_order_entry(
        v_row.work_order_id,
        case
            when pg_trigger_depth() > 1 then 'floor.see'
            when v_row.employee_id = floor.own_employee_id() then 'work.do'
            else 'work.plan'
        end,
        array['verified', 'cancelled']
    );
    if tg_op = 'DELETE' then
        return old;
    end if;

    if not floor.is_unrestricted() then
        new.recorded_by := coalesce(floor.person(), session_user);
    end if;
    perform floor.check_work_order_instant(new.started_at, null, 'started_at');
    perform floor.check_work_order_instant(new.ended_at, null, 'ended_at');
    if new.ended_at is not null then
        return new;
    end if;

    -- work that goes on
    if v_order.status <> 'in_progress' then
        raise exception 'work order % is %: nobody works on it', new.work_order_id, v_order.status
        using errcode = 'FC409', column = 'work_order_id', hint = 'Start the work order first.';
    end if;
    -- two beginnings of one employee take turns here
    perform from floor.employees
    where employees.employee_id = new.employee_id
    for no key update;
    select labour.work_order_id into v_other_id
    from floor.work_order_labour as labour
    where
        labour.employee_id = new.employee_id
        and labour.ended_at is null
        and labour.labour_id is distinct from new.labour_id;
    if v_other_id = new.work_order_id then
        return null;  -- is at work on it already
    elsif v_other_id is not null then
        update floor.work_order_labour as labour
        set ended_at = greatest(new.started_at, labour.started_at + interval '1 microsecond')
        where labour.employee_id = new.employee_id and labour.ended_at is null;
    end if;
    return new;
end;
$$;

comment on function floor.tg_guard_labour() is
'Trigger: work on an order is written down by who did it (work.do), or by who plans (work.plan), '
'until the order is verified or cancelled. It goes on only while the order is in progress, and '
'ends what its employee does on another.';
