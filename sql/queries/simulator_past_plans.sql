-- Maintenance plans by the calendar on simulated machines. One row per plan.
-- $1: machines.
select
    maintenance_plans.plan_id,
    maintenance_plans.machine_id,
    machines.line_id,
    maintenance_plans.title,
    maintenance_plans.every_days,
    maintenance_plans.starts_at,
    maintenance_plans.tasks
from floor.maintenance_plans
inner join floor.machines on maintenance_plans.machine_id = machines.machine_id
where
    maintenance_plans.machine_id = any($1::integer[])
    and maintenance_plans.every_days is not null
order by maintenance_plans.plan_id;
