-- Slices with everything they can be grouped by.
-- Grain: one row per slice. The joins cost nothing where their columns are not asked for.
-- All figures of gold are sums of these: whoever asks gets the sums of the lines they may see.
create view floor.placed_slices as
select
    slices.machine_id,
    slices.starts_at,
    slices.ends_at,
    slices.shift_id,
    slices.business_date,
    slices.product_id,
    slices.elapsed_s,
    slices.unscheduled_s,
    slices.planned_stop_s,
    slices.planned_down_s,
    slices.operational_s,
    slices.warning_s,
    slices.minor_stop_s,
    slices.setup_s,
    slices.breakdown_s,
    slices.unknown_s,
    slices.capacity_pcs,
    slices.good_pcs,
    slices.scrap_pcs,
    slices.startup_scrap_pcs,
    slices.uncycled_pcs,
    slices.ideal_s,
    slices.ideal_good_s,
    slices.ideal_startup_scrap_s,
    slices.failures,
    slices.minor_stops,
    slices.status_changes,
    machines.line_id,
    lines.plant_id,
    shifts.shift_name,
    date_trunc('week', slices.business_date::timestamp)::date as week_starts_on
from floor.oee_slices as slices
left join floor.machines on slices.machine_id = machines.machine_id
left join floor.lines on machines.line_id = lines.line_id
left join floor.shifts on slices.shift_id = shifts.shift_id
where
    (select floor.may_everywhere('floor.see'))
    or slices.machine_id in (select floor.machines_where('floor.see'));

comment on view floor.placed_slices is
'Rows of floor.oee_slices with everything they can be grouped by: what all gold views of OEE add '
'up, as far as the person who acts may see them. '
'One row per slice.';
comment on column floor.placed_slices.machine_id is
'The machine.';
comment on column floor.placed_slices.starts_at is
'Beginning of the slice: a local clock hour, or the beginning or end of a shift within it.';
comment on column floor.placed_slices.ends_at is
'End of the slice, half open; ahead of now while the slice is open.';
comment on column floor.placed_slices.shift_id is
'The shift; null outside all shifts.';
comment on column floor.placed_slices.business_date is
'Local date the shift belongs to; outside all shifts the local date of the slice.';
comment on column floor.placed_slices.product_id is
'What the machine was set up for, and for pieces of another product that one; null: nothing known.';
comment on column floor.placed_slices.elapsed_s is
'Seconds of the slice that have passed: always the sum of the nine buckets that follow.';
comment on column floor.placed_slices.unscheduled_s is
'Seconds outside all shifts.';
comment on column floor.placed_slices.planned_stop_s is
'Seconds of a shift in a planned stop of the calendar, whatever the machine did.';
comment on column floor.placed_slices.planned_down_s is
'Seconds down for a reason that is planned.';
comment on column floor.placed_slices.operational_s is
'Seconds operational.';
comment on column floor.placed_slices.warning_s is
'Seconds running with a warning.';
comment on column floor.placed_slices.minor_stop_s is
'Seconds down in stops shorter than the machine''s limit, or for a reason of loss 3 or 4.';
comment on column floor.placed_slices.setup_s is
'Seconds down for a reason of setup.';
comment on column floor.placed_slices.breakdown_s is
'Seconds down for any other reason, or for none.';
comment on column floor.placed_slices.unknown_s is
'Seconds without data: status no_data, or before the first event.';
comment on column floor.placed_slices.capacity_pcs is
'Pieces that the seconds outside planned stops allow at the ideal cycle; 0 where it is unknown.';
comment on column floor.placed_slices.good_pcs is
'Good pieces.';
comment on column floor.placed_slices.scrap_pcs is
'Rejected pieces.';
comment on column floor.placed_slices.startup_scrap_pcs is
'Of the rejected pieces, those rejected for a start-up reason.';
comment on column floor.placed_slices.uncycled_pcs is
'Pieces made within shifts without a known ideal cycle: they are missing in the ideal seconds.';
comment on column floor.placed_slices.ideal_s is
'Seconds all pieces made within shifts would have taken at the ideal cycle.';
comment on column floor.placed_slices.ideal_good_s is
'Seconds the good pieces among them would have taken.';
comment on column floor.placed_slices.ideal_startup_scrap_s is
'Seconds the pieces rejected at start-up would have taken.';
comment on column floor.placed_slices.failures is
'Stops counted as breakdown that began in the slice, in its breaks too; 0 outside shifts.';
comment on column floor.placed_slices.minor_stops is
'Minor stops that began in the slice, in its breaks too; 0 outside shifts.';
comment on column floor.placed_slices.status_changes is
'Times the machine came into another status in the slice.';
comment on column floor.placed_slices.line_id is 'Line the machine belongs to.';
comment on column floor.placed_slices.plant_id is 'Plant the line belongs to.';
comment on column floor.placed_slices.shift_name is 'Name of the shift.';
comment on column floor.placed_slices.week_starts_on is 'Monday of the week of the business date.';
