-- Work orders with their times and quantities.
-- Grain: one row per work order.
create view gold.work_orders as
select
    plants.plant_name as plant,
    lines.line_name as line,
    lines.line_id,
    machines.machine_name as machine,
    work_orders.machine_id,
    work_orders.work_order_id,
    work_orders.kind,
    work_orders.title,
    work_orders.priority,
    work_orders.status,
    work_orders.status_at,
    employees.employee_name as assignee,
    work_orders.reported_by,
    work_order_rules.rule_name as rule,
    maintenance_plans.plan_name as plan,
    work_orders.stopped_at,
    work_orders.opened_at,
    work_orders.started_at,
    work_orders.done_at,
    work_orders.verified_at,
    work_orders.cancelled_at,
    work_orders.due_at,
    coalesce(
        work_orders.due_at < now()
        and work_orders.status not in ('done', 'verified', 'cancelled'),
        false
    ) as is_overdue,
    sums.response_s,
    sums.resolution_s,
    sums.on_hold_s,
    sums.labour_s,
    sums.downtime_s,
    sums.parts
from floor.work_orders
inner join floor.work_order_sums as sums on work_orders.work_order_id = sums.work_order_id
inner join floor.machines on work_orders.machine_id = machines.machine_id
inner join floor.visible_lines as lines on machines.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
left join floor.employees on work_orders.assignee_id = employees.employee_id
left join floor.work_order_rules on work_orders.rule_id = work_order_rules.rule_id
left join floor.maintenance_plans on work_orders.plan_id = maintenance_plans.plan_id;

comment on view gold.work_orders is
'Work orders with their times and quantities. One row per work order.';
comment on column gold.work_orders.plant is 'Plant.';
comment on column gold.work_orders.line is 'Line.';
comment on column gold.work_orders.line_id is 'Internal key of the line.';
comment on column gold.work_orders.machine is 'Machine (ISA-95 work unit).';
comment on column gold.work_orders.machine_id is 'Internal key of the machine.';
comment on column gold.work_orders.work_order_id is 'Number of the order.';
comment on column gold.work_orders.kind is 'corrective, preventive or improvement (EN 13306).';
comment on column gold.work_orders.title is 'What is the matter.';
comment on column gold.work_orders.priority is 'low, normal, high or urgent.';
comment on column gold.work_orders.status is
'open, assigned, in_progress, on_hold, done, verified or cancelled.';
comment on column gold.work_orders.status_at is 'Since when it is in this status.';
comment on column gold.work_orders.assignee is 'Who does it; null: nobody yet.';
comment on column gold.work_orders.reported_by is 'Who opened it.';
comment on column gold.work_orders.rule is 'The rule that opened it; null without one.';
comment on column gold.work_orders.plan is 'The plan that opened it; null without one.';
comment on column gold.work_orders.stopped_at is
'An instant of the stop it is about; null without a stop.';
comment on column gold.work_orders.opened_at is 'When it was opened.';
comment on column gold.work_orders.started_at is 'When work first began; null before.';
comment on column gold.work_orders.done_at is 'When work was last done; null before.';
comment on column gold.work_orders.verified_at is 'When it was verified; null before.';
comment on column gold.work_orders.cancelled_at is 'When it was cancelled; null if it was not.';
comment on column gold.work_orders.due_at is 'When it should be done; null: no due date.';
comment on column gold.work_orders.is_overdue is
'Whether it should be done by now and is neither done nor cancelled.';
comment on column gold.work_orders.response_s is
'Seconds from opening until work first began; null before.';
comment on column gold.work_orders.resolution_s is
'Seconds from opening until it was done; null before.';
comment on column gold.work_orders.on_hold_s is 'Seconds it waited on hold.';
comment on column gold.work_orders.labour_s is
'Seconds worked on it: of two at work for a minute, two minutes.';
comment on column gold.work_orders.downtime_s is
'Seconds of the stop it is about, up to now while that lasts; null without one.';
comment on column gold.work_orders.parts is 'Different parts it used, and did not give back.';
