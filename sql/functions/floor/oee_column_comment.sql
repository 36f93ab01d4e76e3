-- What the columns of the gold views of OEE mean, once for all of them.
create function floor.oee_column_comment(p_column text) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select meanings.meaning
    from (
        values
        ('plant', 'Plant.'),
        ('plant_id', 'Internal key of the plant.'),
        ('line', 'Line.'),
        ('line_id', 'Internal key of the line.'),
        ('target_oee_ratio', 'OEE the line is run for, 0 to 1.'),
        ('machine', 'Machine (ISA-95 work unit).'),
        ('machine_type', 'Kind of machine.'),
        ('machine_id', 'Internal key of the machine.'),
        ('product', 'Product; null where nothing is known to be set up.'),
        ('product_id', 'Internal key of the product.'),
        ('week_starts_on', 'Monday of the week (ISO 8601) of the business dates.'),
        ('business_date',
         'Local date the shift belongs to, that is the day it began; outside all shifts the '
         'local date.'),
        ('shift_name', 'Shift, for example N.'),
        ('shift_id', 'Internal key of the shift.'),
        ('starts_at', 'Beginning of the shift, or of the clock hour or the part of it in the shift.'),
        ('ends_at', 'Its end, half open; ahead of now while it is open.'),
        ('policy_name', 'Policy the row was calculated by (floor.kpi_policies).'),
        ('elapsed_s', 'All seconds that have passed: the sum of all buckets.'),
        ('unscheduled_s', 'Seconds outside all shifts.'),
        ('scheduled_s', 'Seconds within shifts: elapsed less unscheduled.'),
        ('planned_stop_s', 'Seconds of shifts in planned stops of the calendar.'),
        ('planned_down_s', 'Seconds down for a reason that is planned.'),
        ('planned_s',
         'Planned busy time (ISO 22400 PBT): scheduled less planned stops, by the policy.'),
        ('run_s',
         'Production time (ISO 22400 APT): planned time operational or with a warning, minor stops '
         'included, by the policy.'),
        ('operational_s', 'Planned seconds operational.'),
        ('warning_s', 'Planned seconds running with a warning.'),
        ('breakdown_s', 'Loss 1: planned seconds down without a reason or for an unplanned one.'),
        ('setup_s', 'Loss 2: planned seconds down for setup and adjustment.'),
        ('unknown_s', 'Planned seconds without data.'),
        ('minor_stop_s', 'Loss 3: planned seconds in stops shorter than the machine''s limit.'),
        ('reduced_speed_s',
         'Loss 4: run less minor stops less ideal seconds; below 0 where an ideal cycle is too '
         'long.'),
        ('ideal_s', 'Net run time: seconds all pieces would have taken at their ideal cycles.'),
        ('process_reject_s', 'Loss 5: ideal seconds of pieces rejected in steady running.'),
        ('startup_reject_s', 'Loss 6: ideal seconds of pieces rejected at start-up.'),
        ('fully_productive_s', 'Ideal seconds of the good pieces.'),
        ('availability_loss_s', 'Planned less run.'),
        ('performance_loss_s', 'Run less ideal seconds: losses 3 and 4.'),
        ('quality_loss_s', 'Ideal seconds of all rejects: losses 5 and 6.'),
        ('total_pcs', 'Pieces, good and rejected, also those made outside shifts.'),
        ('good_pcs', 'Good pieces.'),
        ('scrap_pcs', 'Rejected pieces.'),
        ('startup_scrap_pcs', 'Pieces rejected at start-up, part of the rejected ones.'),
        ('uncycled_pcs', 'Pieces without a known ideal cycle: performance and OEE lack them.'),
        ('capacity_pcs', 'Pieces that the seconds outside planned stops allow at the ideal cycle.'),
        ('availability_ratio', 'Availability: run / planned. Null without planned time.'),
        ('performance_ratio',
         'Performance (ISO 22400 effectiveness): ideal seconds / run. Not capped unless the '
         'policy says '
         'so; above 1 the ideal cycle is wrong. Null without run time, and without any ideal cycle.'),
        ('quality_ratio',
         'Quality: ideal seconds of good pieces / of all pieces. Null without pieces.'),
        ('oee_ratio',
         'OEE: ideal seconds of good pieces / planned = availability x performance x quality. A '
         'roll-up '
         'is the ratio of the sums. Null without planned time, and without pieces unless the '
         'policy '
         'says zero.'),
        ('teep_ratio', 'TEEP: OEE x utilisation, that is over all time. Not an ISO 22400 indicator.'),
        ('utilisation_ratio', 'Utilisation (loading): planned / elapsed.'),
        ('yield_ratio', 'Good pieces / pieces (ISO 22400 quality ratio, by count).'),
        ('coverage_ratio', 'Share of scheduled time outside planned stops of which there is data.'),
        ('has_doubtful_cycle', 'Whether pieces took less than their ideal cycle: it is too long.'),
        ('failures', 'Stops counted as breakdown that began within shifts, breaks included.'),
        ('minor_stops', 'Minor stops that began within shifts, breaks included.'),
        ('status_changes', 'Times a machine came into another status.'),
        ('mtbf_s',
         'Mean operating time between failures: seconds operational, with a warning or in minor '
         'stops / failures. Null without failures.'),
        ('mttr_s', 'Mean time to repair: breakdown / failures. Null without failures.'),
        ('inherent_availability_ratio', 'Operating time / (operating time + breakdown).')
    ) as meanings (column_name, meaning)
    where meanings.column_name = p_column;
$$;

comment on function floor.oee_column_comment(text) is
'What a column of the gold views of OEE means; null for one that none of them has.';
