-- Maintenance plans and when they are due, as JSON, by name. $1: one of them, or null for all.
select
    jsonb_build_object(
        'plan_id', maintenance_plans.plan_id,
        'plan_name', maintenance_plans.plan_name,
        'machine', machines.machine_name,
        'line', lines.line_name,
        'every_days', maintenance_plans.every_days,
        'every_running_h', maintenance_plans.every_running_h,
        'every_pcs', maintenance_plans.every_pcs,
        'starts_at', maintenance_plans.starts_at,
        'open_ahead_days', maintenance_plans.open_ahead_days,
        'title', maintenance_plans.title,
        'description', maintenance_plans.description,
        'priority', maintenance_plans.priority,
        'tasks', maintenance_plans.tasks,
        'assignee_id', maintenance_plans.assignee_id,
        'assignee', employees.employee_name,
        'is_enabled', maintenance_plans.is_enabled,
        'due_at', maintenance_due.due_at,
        'running_h_left', maintenance_due.running_h_left,
        'pcs_left', maintenance_due.pcs_left,
        'is_due', maintenance_due.is_due,
        'last_done_at', maintenance_due.last_done_at,
        'work_order_id', maintenance_due.work_order_id
    )::text as row_json
from floor.maintenance_plans
inner join floor.machines on maintenance_plans.machine_id = machines.machine_id
inner join floor.lines on machines.line_id = lines.line_id
left join floor.maintenance_due on maintenance_plans.plan_id = maintenance_due.plan_id
left join floor.employees on maintenance_plans.assignee_id = employees.employee_id
where $1::integer is null or maintenance_plans.plan_id = $1
order by lower(maintenance_plans.plan_name);
