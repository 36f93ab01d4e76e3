-- Time lost, by reason.
-- Grain: one row per machine, shift, bucket and reason. Additive: any sum of rows is right.
create view gold.downtime_by_reason as
with

lost as (
    select
        stretches.line_id,
        stretches.machine_id,
        stretches.business_date,
        stretches.shift_id,
        stretches.bucket,
        stretches.reason_id,
        count(*) filter (where stretches.is_first) as stops,
        sum(stretches.down_s) as down_s
    from gold.downtime_stretches as stretches
    group by
        stretches.line_id,
        stretches.machine_id,
        stretches.business_date,
        stretches.shift_id,
        stretches.bucket,
        stretches.reason_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        lost.line_id,
        machines.machine_name as machine,
        lost.machine_id,
        lost.business_date,
        shifts.shift_name,
        lost.shift_id,
        lost.bucket,
        nullif(lost.bucket, 'planned_down') as loss_category,
        reason_tree.reason_name as reason,
        reason_tree.path as reason_path,
        reason_tree.root_name as root_reason,
        lost.reason_id,
        lost.stops,
        lost.down_s
    from lost
    inner join floor.machines on lost.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on lost.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    inner join floor.shifts on lost.shift_id = shifts.shift_id
    left join floor.reason_tree on lost.reason_id = reason_tree.reason_id
)

select * from final;

comment on view gold.downtime_by_reason is
'Stops and seconds lost, by reason; additive, so that any sum of rows is right. One row per '
'machine, shift, bucket and reason.';
comment on column gold.downtime_by_reason.plant is 'Plant.';
comment on column gold.downtime_by_reason.line is 'Line.';
comment on column gold.downtime_by_reason.line_id is 'Internal key of the line.';
comment on column gold.downtime_by_reason.machine is 'Machine (ISA-95 work unit).';
comment on column gold.downtime_by_reason.machine_id is 'Internal key of the machine.';
comment on column gold.downtime_by_reason.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.downtime_by_reason.shift_name is 'Shift, for example N.';
comment on column gold.downtime_by_reason.shift_id is 'Internal key of the shift.';
comment on column gold.downtime_by_reason.bucket is
'What the seconds count as: breakdown, setup, minor_stop or planned_down.';
comment on column gold.downtime_by_reason.loss_category is
'Which of the six big losses they count as; null where the stops were planned.';
comment on column gold.downtime_by_reason.reason is 'Why; null where nobody said.';
comment on column gold.downtime_by_reason.reason_path is
'The reason with those above it, from the top down.';
comment on column gold.downtime_by_reason.root_reason is 'The reason at the top of its branch.';
comment on column gold.downtime_by_reason.reason_id is 'Internal key of the reason.';
comment on column gold.downtime_by_reason.stops is
'Stops. Each counts once: in the shift, and for the reason, its counted time began with.';
comment on column gold.downtime_by_reason.down_s is 'Seconds of stops.';
