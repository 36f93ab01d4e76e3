-- Change what was given of a maintenance plan; returns its key. $1: the plan; $2: the columns that
-- change (jsonb).
with

wanted as (
    select changed.*
    from floor.maintenance_plans
    cross join lateral jsonb_populate_record(maintenance_plans, $2::jsonb) as changed
    where maintenance_plans.plan_id = $1
)

update floor.maintenance_plans
set
    plan_name = wanted.plan_name,
    machine_id = wanted.machine_id,
    every_days = wanted.every_days,
    every_running_h = wanted.every_running_h,
    every_pcs = wanted.every_pcs,
    starts_at = wanted.starts_at,
    open_ahead_days = wanted.open_ahead_days,
    title = wanted.title,
    description = wanted.description,
    priority = wanted.priority,
    tasks = wanted.tasks,
    assignee_id = wanted.assignee_id,
    is_enabled = wanted.is_enabled
from wanted
where maintenance_plans.plan_id = $1
returning maintenance_plans.plan_id;
