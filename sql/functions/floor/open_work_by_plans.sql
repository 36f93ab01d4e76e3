-- Open the work orders that maintenance plans ask for.
create function floor.open_work_by_plans(p_now timestamptz) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_opened integer := 0;
    v_due record;
    v_work_order_id integer;
begin
    for v_due in
        select
            plans.*,
            assignees.employee_id as assigned_id,
            -- by its hours or its pieces it is due at once, and gets a day
            case
                when due.running_h_left <= 0 or due.pcs_left <= 0
                    then least(due.due_at, p_now + interval '1 day')
                else due.due_at
            end as work_due_at
        from floor.maintenance_at(p_now, true) as due
        inner join floor.maintenance_plans as plans on due.plan_id = plans.plan_id
        left join floor.employees as assignees
            on plans.assignee_id = assignees.employee_id and assignees.retired_at is null
        order by plans.plan_id
    loop
        begin
            insert into floor.work_orders (
                machine_id, kind, title, description, priority, due_at, assignee_id, reported_by,
                plan_id, opened_at, source
            )
            values (
                v_due.machine_id, 'preventive', left(v_due.title, 200), v_due.description,
                v_due.priority, v_due.work_due_at, v_due.assigned_id, 'plan: ' || v_due.plan_name,
                v_due.plan_id, p_now, 'floorcast plan'
            )
            returning work_orders.work_order_id into v_work_order_id;
            insert into floor.work_order_tasks (work_order_id, position, title)
            select
                v_work_order_id,
                listed.place,
                left(listed.title, 500)
            from unnest(v_due.tasks) with ordinality as listed (title, place)
            where btrim(listed.title) <> '';
            v_opened := v_opened + 1;
        exception
            when others then
                -- the others are still to be opened
                raise warning 'plan "%" opened no work order: %', v_due.plan_name, sqlerrm;
        end;
    end loop;
    return v_opened;
end;
$$;

comment on function floor.open_work_by_plans(timestamptz) is
'Opens a work order, with its checklist, for each maintenance plan that is due and has none that '
'is not done. Returns how many. A plan that fails is told as a warning, and does not stop the '
'others. Called by floor.open_due_work().';
