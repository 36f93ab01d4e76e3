-- How long repairs take by their work orders, next to how long the machine stood: the last 30 days.
-- Grain: one row per machine with a repair or a failure.
create view gold.mttr_by_work_order as
with

labour as (
    select
        work_order_id,
        sum(date_part('epoch', ended_at - started_at)) as labour_s
    from floor.work_order_labour
    group by work_order_id
),

repairs as (
    select
        work_orders.machine_id,
        count(*) as repairs,
        sum(date_part('epoch', work_orders.done_at - work_orders.started_at)) as repair_s,
        coalesce(sum(labour.labour_s), 0) as labour_s
    from floor.work_orders
    inner join floor.machines on work_orders.machine_id = machines.machine_id
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    left join labour on work_orders.work_order_id = labour.work_order_id
    where
        work_orders.kind = 'corrective'
        and work_orders.status in ('done', 'verified')
        and (work_orders.done_at at time zone plants.time_zone)::date
        > (now() at time zone plants.time_zone)::date - 30
    group by work_orders.machine_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        lines.line_id,
        machines.machine_name as machine,
        machines.machine_id,
        coalesce(repairs.repairs, 0) as repairs,
        coalesce(repairs.repair_s, 0) as repair_s,
        repairs.repair_s / nullif(repairs.repairs, 0) as mttr_work_order_s,
        coalesce(repairs.labour_s, 0) as labour_s,
        repairs.labour_s / nullif(repairs.repairs, 0) as mean_labour_s,
        coalesce(stops.failures, 0) as failures,
        stops.mttr_s as mttr_stop_s
    from floor.machines
    inner join floor.visible_lines as lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    left join repairs on machines.machine_id = repairs.machine_id
    left join gold.reliability_station_30days as stops
        on machines.machine_id = stops.machine_id and stops.failures > 0
    where repairs.machine_id is not null or stops.machine_id is not null
)

select * from final;

comment on view gold.mttr_by_work_order is
'How long repairs take by their work orders, next to how long the machine stood, over the last 30 '
'days. One row per machine with a repair or a failure. A repair is a corrective order that was '
'done; its time is that from the first beginning to the end, however many worked on it and '
'whether or not it was on hold.';
comment on column gold.mttr_by_work_order.plant is 'Plant.';
comment on column gold.mttr_by_work_order.line is 'Line.';
comment on column gold.mttr_by_work_order.line_id is 'Internal key of the line.';
comment on column gold.mttr_by_work_order.machine is 'Machine (ISA-95 work unit).';
comment on column gold.mttr_by_work_order.machine_id is 'Internal key of the machine.';
comment on column gold.mttr_by_work_order.repairs is
'Corrective orders done on the last 30 local dates.';
comment on column gold.mttr_by_work_order.repair_s is
'Seconds from the first beginning of their work until they were done.';
comment on column gold.mttr_by_work_order.mttr_work_order_s is
'Mean time to repair by work orders: repair / repairs. Null without repairs.';
comment on column gold.mttr_by_work_order.labour_s is 'Seconds worked on them, by all together.';
comment on column gold.mttr_by_work_order.mean_labour_s is
'Labour / repairs. Null without repairs.';
comment on column gold.mttr_by_work_order.failures is
'Stops counted as breakdown that began on the last 30 business dates.';
comment on column gold.mttr_by_work_order.mttr_stop_s is
'Mean time to repair by stops: breakdown / failures, as in gold.reliability_station_30days. Null '
'without failures.';
