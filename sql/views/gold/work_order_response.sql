-- How fast work orders are begun and done: those opened on the last 30 local dates.
-- Grain: one row per line and priority.
create view gold.work_order_response as
with

orders as (
    select
        plants.plant_name,
        lines.line_name,
        lines.line_id,
        work_orders.priority,
        work_orders.status,
        work_orders.due_at,
        work_orders.done_at,
        work_orders.status in ('done', 'verified') as is_done,
        work_orders.status in ('open', 'assigned', 'in_progress', 'on_hold') as is_to_do,
        work_orders.started_at is null
        and work_orders.status in ('open', 'assigned') as is_waiting,
        date_part('epoch', now() - work_orders.opened_at) as age_s,
        date_part('epoch', work_orders.started_at - work_orders.opened_at) as response_s,
        date_part('epoch', work_orders.done_at - work_orders.opened_at) as resolution_s
    from floor.work_orders
    inner join floor.machines on work_orders.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    where
        (work_orders.opened_at at time zone plants.time_zone)::date
        > (now() at time zone plants.time_zone)::date - 30
),

final as (
    select
        orders.plant_name as plant,
        orders.line_name as line,
        orders.line_id,
        orders.priority,
        count(*) as opened,
        count(orders.response_s) as begun,
        avg(orders.response_s) as mean_response_s,
        percentile_cont(0.5) within group (order by orders.response_s) as median_response_s,
        max(orders.response_s) as longest_response_s,
        count(*) filter (where orders.is_waiting) as waiting,
        max(orders.age_s) filter (where orders.is_waiting) as longest_wait_s,
        count(*) filter (where orders.is_done) as done,
        avg(orders.resolution_s) filter (where orders.is_done) as mean_resolution_s,
        count(*) filter (where orders.is_to_do and orders.due_at < now()) as overdue,
        count(*) filter (where orders.is_done and orders.done_at > orders.due_at) as done_late,
        count(*) filter (where orders.is_done and orders.done_at <= orders.due_at)::float8
        / nullif(count(*) filter (where orders.is_done and orders.due_at is not null), 0)
            as on_time_ratio
    from orders
    group by orders.plant_name, orders.line_name, orders.line_id, orders.priority
)

select * from final;

comment on view gold.work_order_response is
'How fast work orders are begun and done: those opened on the last 30 local dates. One row per '
'line and priority.';
comment on column gold.work_order_response.plant is 'Plant.';
comment on column gold.work_order_response.line is 'Line.';
comment on column gold.work_order_response.line_id is 'Internal key of the line.';
comment on column gold.work_order_response.priority is 'low, normal, high or urgent.';
comment on column gold.work_order_response.opened is 'Work orders opened.';
comment on column gold.work_order_response.begun is 'Of these, work began on.';
comment on column gold.work_order_response.mean_response_s is
'Mean seconds from opening until work first began, of those begun; null without any.';
comment on column gold.work_order_response.median_response_s is
'Seconds after which half of those begun were begun; null without any.';
comment on column gold.work_order_response.longest_response_s is
'Longest of these times; null without any.';
comment on column gold.work_order_response.waiting is 'Open or assigned, and not begun.';
comment on column gold.work_order_response.longest_wait_s is
'Seconds since the oldest of them was opened; null without any.';
comment on column gold.work_order_response.done is 'Done, verified or not.';
comment on column gold.work_order_response.mean_resolution_s is
'Mean seconds from opening until done; null without any.';
comment on column gold.work_order_response.overdue is
'Should be done by now, and are neither done nor cancelled.';
comment on column gold.work_order_response.done_late is 'Done after they were due.';
comment on column gold.work_order_response.on_time_ratio is
'Done by the due date / done that had one. Null without any.';
