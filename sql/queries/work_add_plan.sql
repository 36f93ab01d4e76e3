-- A new maintenance plan; returns its key. $1: its columns (jsonb).
insert into floor.maintenance_plans (
    plan_name, machine_id, every_days, every_running_h, every_pcs, starts_at, open_ahead_days,
    title, description, priority, tasks, assignee_id, is_enabled
)
select
    given.plan_name,
    given.machine_id,
    given.every_days,
    given.every_running_h,
    given.every_pcs,
    coalesce(given.starts_at, clock_timestamp()) as starts_at,
    given.open_ahead_days,
    given.title,
    given.description,
    given.priority,
    given.tasks,
    given.assignee_id,
    given.is_enabled
from jsonb_populate_record(null::floor.maintenance_plans, $1::jsonb) as given
returning plan_id;
