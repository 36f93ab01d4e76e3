-- Since when the time of a machine is accounted for.
-- Grain: one row per machine.
create view floor.machine_beginnings as
with

first_facts as (
    select
        machines.machine_id,
        machines.line_id,
        fact.first_fact_at
    from floor.machines
    cross join lateral (
        select
            least(
                machines.commissioned_at,
                first_event.at,
                first_count.at,
                first_job.at
            ) as first_fact_at
        from (
            select min(status_events.at) as at
            from floor.status_events
            where status_events.machine_id = machines.machine_id
        ) as first_event
        cross join (
            select min(production.at) as at
            from floor.production
            where production.machine_id = machines.machine_id
        ) as first_count
        cross join (
            select min(job_events.at) as at
            from floor.job_events
            where job_events.machine_id = machines.machine_id
        ) as first_job
        -- looked up once, not wherever it is used
        offset 0 -- noqa: AM09
    ) as fact
),

final as (
    select
        first_facts.machine_id,
        first_facts.first_fact_at,
        coalesce(lower(shifts.during), slots.starts_at) as begins_at
    from first_facts
    cross join
        lateral floor.slots_over(
            array[first_facts.line_id],
            array[first_facts.first_fact_at],
            array[first_facts.first_fact_at + interval '1 microsecond']
        ) as slots
    left join floor.shifts on slots.shift_id = shifts.shift_id
)

select * from final;

comment on view floor.machine_beginnings is
'Since when the time of a machine is accounted for: its first fact, or its commissioning if that '
'was '
'earlier, and all of the shift that lies in. One row per machine.';
comment on column floor.machine_beginnings.machine_id is 'The machine.';
comment on column floor.machine_beginnings.first_fact_at is
'Its first event, count or job, or its commissioning.';
comment on column floor.machine_beginnings.begins_at is
'Beginning of the shift of that instant, or of the clock hour outside all shifts.';
