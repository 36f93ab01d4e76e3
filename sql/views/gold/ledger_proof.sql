-- Every second of every shift is in exactly one bucket: the proof.
-- Grain: one row per machine and shift that has begun.
create view gold.ledger_proof as
with

-- Of a machine's first shift, all is accounted for.
first_facts as materialized (
    select
        machines.machine_id,
        machines.line_id,
        machines.retired_at,
        least(
            machines.commissioned_at,
            (
                select min(status_events.at) from floor.status_events
                where status_events.machine_id = machines.machine_id
            ),
            (
                select min(production.at) from floor.production
                where production.machine_id = machines.machine_id
            ),
            (
                select min(job_events.at) from floor.job_events
                where job_events.machine_id = machines.machine_id
            )
        ) as first_fact_at
    from floor.machines
),

begun as (
    select
        first_facts.line_id,
        first_facts.machine_id,
        shifts.business_date,
        shifts.shift_id,
        least(upper(shifts.during), oee_progress.refreshed_to, first_facts.retired_at)
        - lower(shifts.during) as due
    from floor.shifts
    cross join floor.oee_progress
    inner join first_facts on shifts.line_id = first_facts.line_id
    where
        upper(shifts.during) > first_facts.first_fact_at
        and lower(shifts.during) < least(oee_progress.refreshed_to, first_facts.retired_at)
),

ledger as (
    select
        slices.machine_id,
        slices.business_date,
        slices.shift_id,
        sum(slices.elapsed_s) as ledger_s,
        sum(
            slices.unscheduled_s + slices.planned_stop_s + slices.planned_down_s
            + slices.operational_s + slices.warning_s + slices.minor_stop_s + slices.setup_s
            + slices.breakdown_s + slices.unknown_s
        ) as buckets_s,
        sum(
            slices.planned_down_s + slices.minor_stop_s + slices.setup_s + slices.breakdown_s
        ) as down_buckets_s
    from floor.oee_slices as slices
    group by slices.machine_id, slices.business_date, slices.shift_id
),

stops as (
    select
        oee_stops.machine_id,
        oee_stops.business_date,
        oee_stops.shift_id,
        sum(oee_stops.ends_at - oee_stops.starts_at) as stopped
    from floor.oee_stops
    group by oee_stops.machine_id, oee_stops.business_date, oee_stops.shift_id
),

sums as (
    select
        begun.*,
        date_part('epoch', begun.due) as shift_s_elapsed,
        coalesce(ledger.ledger_s, 0) as ledger_s,
        coalesce(ledger.buckets_s, 0) as buckets_s,
        coalesce(ledger.down_buckets_s, 0) as down_buckets_s,
        coalesce(date_part('epoch', stops.stopped), 0) as stops_s
    from begun
    left join ledger
        on
            begun.machine_id = ledger.machine_id
            and begun.business_date = ledger.business_date
            and begun.shift_id = ledger.shift_id
    left join stops
        on
            begun.machine_id = stops.machine_id
            and begun.business_date = stops.business_date
            and begun.shift_id = stops.shift_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        sums.line_id,
        machines.machine_name as machine,
        sums.machine_id,
        sums.business_date,
        shifts.shift_name,
        sums.shift_id,
        sums.shift_s_elapsed,
        sums.ledger_s,
        sums.buckets_s,
        sums.down_buckets_s,
        sums.stops_s,
        abs(sums.ledger_s - sums.shift_s_elapsed) < 5e-7
        and abs(sums.buckets_s - sums.ledger_s) < 5e-7
        and abs(sums.stops_s - sums.down_buckets_s) < 5e-7 as is_proven
    from sums
    inner join floor.machines on sums.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on sums.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    inner join floor.shifts on sums.shift_id = shifts.shift_id
)

select * from final;

comment on view gold.ledger_proof is
'The proof that every second of every shift is in exactly one bucket, and every second down has '
'a stop. One row per machine and shift that has begun, as far as the last refresh goes. True '
'always, but for machines that still wait for their first or for a corrected sum '
'(gold.freshness).';
comment on column gold.ledger_proof.plant is 'Plant.';
comment on column gold.ledger_proof.line is 'Line.';
comment on column gold.ledger_proof.line_id is 'Internal key of the line.';
comment on column gold.ledger_proof.machine is 'Machine (ISA-95 work unit).';
comment on column gold.ledger_proof.machine_id is 'Internal key of the machine.';
comment on column gold.ledger_proof.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.ledger_proof.shift_name is 'Shift, for example N.';
comment on column gold.ledger_proof.shift_id is 'Internal key of the shift.';
comment on column gold.ledger_proof.shift_s_elapsed is
'Seconds from the beginning of the shift to its end, the last refresh or the machine''s '
'retirement, whichever came first: by the calendar.';
comment on column gold.ledger_proof.ledger_s is 'Seconds the ledger holds.';
comment on column gold.ledger_proof.buckets_s is 'Sum of its nine buckets.';
comment on column gold.ledger_proof.down_buckets_s is
'Sum of its four buckets of stops: breakdown, setup, minor stop and planned down.';
comment on column gold.ledger_proof.stops_s is 'Seconds of the stops themselves.';
comment on column gold.ledger_proof.is_proven is
'Whether all agree to the microsecond: ledger with calendar, buckets with ledger, stops with '
'buckets.';
