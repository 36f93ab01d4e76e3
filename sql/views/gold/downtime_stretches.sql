-- Stops as the ledger counts them, uncut by any grouping: what all downtime views add up.
-- Grain: one row per machine and stretch of a stop. Joins cost nothing where their columns are not
-- asked for.
create view gold.downtime_stretches as
select
    plants.plant_name as plant,
    lines.line_name as line,
    machines.line_id,
    machines.machine_name as machine,
    stops.machine_id,
    stops.business_date,
    shifts.shift_name,
    stops.shift_id,
    stops.slice_starts_at,
    stops.stop_started_at,
    stops.starts_at,
    stops.ends_at,
    date_part('epoch', stops.ends_at - stops.starts_at) as down_s,
    stops.bucket,
    nullif(stops.bucket, 'planned_down') as loss_category,
    stops.reason_id,
    stops.product_id,
    -- Stops of a machine follow each other, so what began since this one did is part of it. Counted
    -- by these, a stop counts once, however it was cut, even if it began in a break.
    case
        when stops.starts_at = stops.stop_started_at then true
        else not exists (
            select from floor.oee_stops as earlier
            where
                earlier.machine_id = stops.machine_id
                and earlier.starts_at >= stops.stop_started_at
                and earlier.starts_at < stops.starts_at
        )
    end as is_first
from floor.oee_stops as stops
left join floor.machines on stops.machine_id = machines.machine_id
left join floor.lines on machines.line_id = lines.line_id
left join floor.plants on lines.plant_id = plants.plant_id
left join floor.shifts on stops.shift_id = shifts.shift_id
where
    (select floor.may_everywhere('floor.see'))
    or stops.machine_id in (select floor.machines_where('floor.see'));

comment on view gold.downtime_stretches is
'Stops within shifts, cut where hours, shifts, breaks, products and reasons cut them, so that '
'any sum of them agrees with the seconds of the OEE views. One row per machine and stretch of a '
'stop.';
comment on column gold.downtime_stretches.plant is 'Plant.';
comment on column gold.downtime_stretches.line is 'Line.';
comment on column gold.downtime_stretches.line_id is 'Internal key of the line.';
comment on column gold.downtime_stretches.machine is 'Machine (ISA-95 work unit).';
comment on column gold.downtime_stretches.machine_id is 'Internal key of the machine.';
comment on column gold.downtime_stretches.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.downtime_stretches.shift_name is 'Shift, for example N.';
comment on column gold.downtime_stretches.shift_id is 'Internal key of the shift.';
comment on column gold.downtime_stretches.slice_starts_at is
'Beginning of the clock hour, or of the part of it in the shift, that the stretch lies in.';
comment on column gold.downtime_stretches.stop_started_at is
'When the machine went down: tells which stretches are one stop.';
comment on column gold.downtime_stretches.starts_at is 'Beginning of the stretch.';
comment on column gold.downtime_stretches.ends_at is
'Its end, half open; the instant of the last refresh while it lasts.';
comment on column gold.downtime_stretches.down_s is 'Its seconds.';
comment on column gold.downtime_stretches.bucket is
'What it counts as: breakdown, setup, minor_stop or planned_down.';
comment on column gold.downtime_stretches.loss_category is
'Which of the six big losses it counts as; null where the stop was planned.';
comment on column gold.downtime_stretches.reason_id is
'Why (gold.reasons); null where nobody said.';
comment on column gold.downtime_stretches.product_id is
'What the machine was set up for (gold.products); null where nothing is known.';
comment on column gold.downtime_stretches.is_first is
'Whether the counted time of the stop begins here: true in one stretch of each stop, so that '
'counting these counts stops.';
