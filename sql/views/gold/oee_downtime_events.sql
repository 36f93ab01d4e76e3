-- Stops, one by one.
-- Grain: one row per machine, shift, stop and reason. A stop that goes on in the next shift, or
-- under another reason, goes on in another row.
create view gold.oee_downtime_events as
with

events as (
    select
        stretches.line_id,
        stretches.machine_id,
        stretches.business_date,
        stretches.shift_id,
        stretches.stop_started_at,
        stretches.bucket,
        stretches.reason_id,
        min(stretches.starts_at) as starts_at,
        max(stretches.starts_at) as last_starts_at,
        max(stretches.ends_at) as ends_at,
        sum(stretches.down_s) as down_s
    from gold.downtime_stretches as stretches
    group by
        stretches.line_id,
        stretches.machine_id,
        stretches.business_date,
        stretches.shift_id,
        stretches.stop_started_at,
        stretches.bucket,
        stretches.reason_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        events.line_id,
        machines.machine_name as machine,
        events.machine_id,
        events.business_date,
        shifts.shift_name,
        events.shift_id,
        events.stop_started_at,
        events.starts_at,
        events.ends_at,
        events.down_s,
        events.bucket,
        nullif(events.bucket, 'planned_down') as loss_category,
        reason_tree.reason_name as reason,
        reason_tree.path as reason_path,
        reason_tree.root_name as root_reason,
        events.reason_id,
        products.product_name as product,
        beginnings.product_id,
        coalesce(
            machine_status.status = 'down'
            and machine_status.since_at = events.stop_started_at
            and not exists (
                select from floor.oee_stops as later
                where
                    later.machine_id = events.machine_id
                    and later.starts_at > events.last_starts_at
            ),
            false
        ) as is_open
    from events
    inner join floor.machines on events.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on events.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    inner join floor.shifts on events.shift_id = shifts.shift_id
    left join floor.reason_tree on events.reason_id = reason_tree.reason_id
    -- its first stretch, found by its key
    left join floor.oee_stops as beginnings
        on
            events.machine_id = beginnings.machine_id
            and events.starts_at = beginnings.starts_at
    left join floor.products on beginnings.product_id = products.product_id
    left join floor.machine_status on events.machine_id = machine_status.machine_id
)

select * from final;

comment on view gold.oee_downtime_events is
'Stops within shifts, one by one, with their reasons. One row per machine, shift, stop and '
'reason: a stop that goes on in the next shift, or under another reason, goes on in another row.';
comment on column gold.oee_downtime_events.plant is 'Plant.';
comment on column gold.oee_downtime_events.line is 'Line.';
comment on column gold.oee_downtime_events.line_id is 'Internal key of the line.';
comment on column gold.oee_downtime_events.machine is 'Machine (ISA-95 work unit).';
comment on column gold.oee_downtime_events.machine_id is 'Internal key of the machine.';
comment on column gold.oee_downtime_events.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.oee_downtime_events.shift_name is 'Shift, for example N.';
comment on column gold.oee_downtime_events.shift_id is 'Internal key of the shift.';
comment on column gold.oee_downtime_events.stop_started_at is
'When the machine went down, perhaps in an earlier shift or in a break: tells which rows are one '
'stop.';
comment on column gold.oee_downtime_events.starts_at is
'When its time began to count, within the shift.';
comment on column gold.oee_downtime_events.ends_at is
'When it ended, within the shift, half open; the instant of the last refresh while it lasts.';
comment on column gold.oee_downtime_events.down_s is
'Its seconds; less than from beginning to end where a break or another reason lies within.';
comment on column gold.oee_downtime_events.bucket is
'What it counts as: breakdown, setup, minor_stop or planned_down.';
comment on column gold.oee_downtime_events.loss_category is
'Which of the six big losses it counts as; null where the stop was planned. A breakdown shorter '
'than the machine''s limit counts as minor_stop, whatever its reason.';
comment on column gold.oee_downtime_events.reason is 'Why; null where nobody said.';
comment on column gold.oee_downtime_events.reason_path is
'The reason with those above it, from the top down.';
comment on column gold.oee_downtime_events.root_reason is 'The reason at the top of its branch.';
comment on column gold.oee_downtime_events.reason_id is 'Internal key of the reason.';
comment on column gold.oee_downtime_events.product is
'What the machine was set up for when its time began to count; null where nothing is known.';
comment on column gold.oee_downtime_events.product_id is 'Internal key of the product.';
comment on column gold.oee_downtime_events.is_open is
'Whether the machine is still down and this is its latest row.';
