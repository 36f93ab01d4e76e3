-- Refuse a change of a work order that the person who acts may not make.
create function floor.check_work_order_rights(
    p_old floor.work_orders, p_new floor.work_orders
) returns void
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_is_planner constant boolean := floor.may('work.plan', p_old.machine_id);
    v_own_id constant integer := floor.own_employee_id();
    -- who reported an order may change his mind until somebody takes it
    v_is_reporter constant boolean :=
        p_old.status = 'open'
        and lower(p_old.reported_by) = lower(floor.person())
        and floor.may('work.report', p_old.machine_id);
begin
    if p_new.assignee_id is distinct from p_old.assignee_id and not v_is_planner then
        if p_old.assignee_id is not null and p_new.assignee_id = v_own_id then
            perform floor.refuse_taken_work_order(p_old.work_order_id);
        elsif not coalesce(
            (p_old.assignee_id is null and p_new.assignee_id = v_own_id)
            or (p_old.assignee_id = v_own_id and p_new.assignee_id is null),
            false
        ) then
            -- neither taken for himself nor given back by himself
            perform floor.require_work_right('work.plan', p_old.machine_id);
        end if;
        perform floor.require_work_right('work.do', p_old.machine_id);
    end if;

    if p_new.status <> p_old.status and not (v_is_reporter and p_new.status = 'cancelled') then
        perform floor.require_work_right(steps.action, p_old.machine_id)
        from floor.work_order_transitions as steps
        where steps.from_status = p_old.status and steps.to_status = p_new.status;
    end if;

    if not v_is_reporter and (
        (p_new.status = p_old.status and p_new.status_note <> p_old.status_note)
        or (
            p_new.machine_id, p_new.kind, p_new.title, p_new.description, p_new.priority,
            p_new.due_at, p_new.stopped_at
        ) is distinct from (
            p_old.machine_id, p_old.kind, p_old.title, p_old.description, p_old.priority,
            p_old.due_at, p_old.stopped_at
        )
    ) then
        perform floor.require_work_right('work.plan', p_old.machine_id);
    end if;
    if p_new.machine_id <> p_old.machine_id then
        perform floor.require_work_right('work.report', p_new.machine_id);
    end if;
end;
$$;

comment on function floor.check_work_order_rights(floor.work_orders, floor.work_orders) is
'Raises where the person who acts may not make this change of a work order. Steps take the right '
'floor.work_order_transitions names; who may work takes what nobody has for himself, and gives it '
'back; all else takes work.plan. Who reported an order may edit and cancel it while it is open. '
'Taking what somebody else has is FC409. Programs without a person may do all.';
