-- What follows from a step of a work order: its line in the order's life, and work that begins or
-- ends.
create function floor.tg_follow_work_order() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- sent back by somebody else, it waits for whoever does it
    v_is_sent_back constant boolean :=
        tg_op = 'UPDATE' and old.status = 'done'
        and floor.own_employee_id() is distinct from new.assignee_id;
begin
    if tg_op = 'UPDATE' and (new.status, new.assignee_id) is not distinct from (
        old.status, old.assignee_id
    ) then
        return null;
    end if;

    insert into floor.work_order_steps (
        work_order_id, step_no, at, from_status, to_status, assignee_id, note, taken_by
    )
    select
        new.work_order_id,
        coalesce(max(steps.step_no), 0) + 1,
        case
            when tg_op = 'INSERT' or new.status <> old.status then new.status_at
            else greatest(new.changed_at, new.status_at)
        end,
        case when tg_op = 'UPDATE' then old.status end,
        new.status,
        new.assignee_id,
        case when tg_op = 'INSERT' or new.status <> old.status then new.status_note else '' end,
        case when tg_op = 'INSERT' then new.reported_by else new.changed_by end
    from floor.work_order_steps as steps
    where steps.work_order_id = new.work_order_id;

    if tg_op = 'INSERT' or new.status = old.status or v_is_sent_back then
        return null;
    elsif new.status = 'in_progress' then
        insert into floor.work_order_labour (work_order_id, employee_id, started_at)
        values (
            new.work_order_id, coalesce(floor.own_employee_id(), new.assignee_id), new.status_at
        );
    elsif old.status = 'in_progress' then
        -- a stretch without length is none
        delete from floor.work_order_labour as labour
        where
            labour.work_order_id = new.work_order_id
            and labour.ended_at is null
            and labour.started_at >= new.status_at;
        update floor.work_order_labour as labour
        set ended_at = new.status_at
        where labour.work_order_id = new.work_order_id and labour.ended_at is null;
    end if;
    return null;
end;
$$;

comment on function floor.tg_follow_work_order() is
'Trigger: writes a row of floor.work_order_steps for each change of status or assignee. In '
'progress begins the work of who acts, where that is an employee, else of the assignee (of nobody '
'where it is sent back); leaving it ends all work on the order.';
