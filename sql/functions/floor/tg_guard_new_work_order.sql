-- How a work order may begin.
create function floor.tg_guard_new_work_order() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_retired_at timestamptz;
begin
    new.title := btrim(new.title);
    if new.status = 'open' and new.assignee_id is not null then
        new.status := 'assigned';
    end if;
    if new.status not in ('open', 'assigned') then
        raise exception 'a work order begins as open or assigned, not as %', new.status
        using errcode = 'FC409', column = 'status',
            hint = 'Insert it as open, then take its steps one by one.';
    end if;
    perform floor.check_work_order_assignee(new.work_order_id, new.status, new.assignee_id);

    select machines.retired_at into v_retired_at
    from floor.machines
    where machines.machine_id = new.machine_id;
    if v_retired_at is not null then
        raise exception 'the machine of the work order is retired'
        using errcode = 'check_violation', column = 'machine_id',
            hint = 'Choose a machine in use.';
    end if;

    if not floor.is_unrestricted() then
        perform floor.require_work_right('work.report', new.machine_id);
        if new.assignee_id is not null and new.assignee_id is distinct from floor.own_employee_id() then
            perform floor.require_work_right('work.plan', new.machine_id);
        elsif new.assignee_id is not null then
            perform floor.require_work_right('work.do', new.machine_id);
        end if;
        -- what programs may tell of the past, and of themselves
        new.reported_by := coalesce(floor.person(), session_user);
        new.opened_at := clock_timestamp();
        new.rule_id := null;
        new.plan_id := null;
    end if;
    perform floor.check_work_order_instant(new.opened_at, null, 'opened_at');
    if new.stopped_at is not null then
        perform floor.check_work_order_stop(new);
    end if;

    new.status_at := new.opened_at;
    new.started_at := null;
    new.done_at := null;
    new.verified_at := null;
    new.cancelled_at := null;
    new.version := 1;
    new.changed_at := clock_timestamp();
    new.changed_by := coalesce(floor.person(), session_user);
    return new;
end;
$$;

comment on function floor.tg_guard_new_work_order() is
'Trigger: a work order begins as open, or as assigned where it has an assignee, by somebody who '
'may report work at the machine, and as the only one about its stop. Programs may say who '
'reported it and when; of people it is known.';
