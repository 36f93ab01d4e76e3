-- Work orders by status and priority.
-- Grain: one row per line, status and priority.
create view gold.dashboard_work_order_status_summary as
select
    plants.plant_name as plant,
    lines.line_name as line,
    lines.line_id,
    work_orders.status,
    work_orders.priority,
    count(*) as work_orders,
    count(*) filter (
        where
        work_orders.due_at < now()
        and work_orders.status not in ('done', 'verified', 'cancelled')
    ) as overdue,
    min(work_orders.opened_at) as oldest_opened_at,
    avg(date_part('epoch', now() - work_orders.opened_at)) as mean_age_s
from floor.work_orders
inner join floor.machines on work_orders.machine_id = machines.machine_id
inner join floor.visible_lines as lines on machines.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
group by
    plants.plant_name,
    lines.line_name,
    lines.line_id,
    work_orders.status,
    work_orders.priority;

comment on view gold.dashboard_work_order_status_summary is
'Work orders by status and priority. One row per line, status and priority that has any.';
comment on column gold.dashboard_work_order_status_summary.plant is 'Plant.';
comment on column gold.dashboard_work_order_status_summary.line is 'Line.';
comment on column gold.dashboard_work_order_status_summary.line_id is 'Internal key of the line.';
comment on column gold.dashboard_work_order_status_summary.status is 'Status of the work orders.';
comment on column gold.dashboard_work_order_status_summary.priority is
'Priority of the work orders.';
comment on column gold.dashboard_work_order_status_summary.work_orders is 'Work orders.';
comment on column gold.dashboard_work_order_status_summary.overdue is
'Of these, neither done nor cancelled by when they were due.';
comment on column gold.dashboard_work_order_status_summary.oldest_opened_at is
'When the oldest of them was opened.';
comment on column gold.dashboard_work_order_status_summary.mean_age_s is
'Mean seconds since they were opened.';
