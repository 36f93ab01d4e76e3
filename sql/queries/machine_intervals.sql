-- What one machine did in a window: uninterrupted runs of one status, clipped to the window, and
-- of a stop the reasons given in it, in their order.
-- floor.status_intervals says the same of all time; this reads the events of the window and
-- the run it begins in, so that years of history cost nothing.
-- $1: machine_id; $2, $3: begin and end of the window, the end not in the future.
with

first_event as (
    select
        status_events.at,
        status_events.status
    from floor.status_events
    where status_events.machine_id = $1 and status_events.at <= $2
    order by status_events.at desc
    limit 1
),

-- a stop that began before the window may have been given its reason there
before as (
    select coalesce(running.at, '-infinity') as running_at
    from first_event
    left join lateral (
        select status_events.at
        from floor.status_events
        where
            status_events.machine_id = $1
            and status_events.at < first_event.at
            and status_events.status <> 'down'
        order by status_events.at desc
        limit 1
    ) as running on true
    where first_event.status = 'down'
),

events as (
    select
        status_events.at,
        status_events.status,
        status_events.reason_id,
        status_events.detail
    from floor.status_events
    where
        status_events.machine_id = $1
        and status_events.at < $3
        and status_events.at > coalesce(
            (select before.running_at from before),
            (select first_event.at - interval '1 microsecond' from first_event),
            $2
        )
),

changes as (
    select
        events.*,
        lag(events.status) over (order by events.at) as status_before
    from events
),

numbered as (
    select
        changes.*,
        count(*) filter (
            where changes.status_before is distinct from changes.status
        ) over (order by changes.at) as run_no
    from changes
),

given as (
    select
        numbered.run_no,
        reasons.reason_name,
        min(numbered.at) as at
    from numbered
    inner join floor.reasons on numbered.reason_id = reasons.reason_id
    where numbered.status = 'down'
    group by numbered.run_no, reasons.reason_name
),

reasons_given as (
    select
        run_no,
        string_agg(reason_name, ', then ' order by at) as reason
    from given
    group by run_no
),

runs as (
    select
        numbered.run_no,
        numbered.status,
        numbered.detail,
        greatest(numbered.at, $2::timestamptz) as starts_at,
        lead(numbered.at, 1, $3::timestamptz) over (order by numbered.at) as ends_at,
        numbered.at < $2 as began_before
    from numbered
    where numbered.status_before is distinct from numbered.status
),

final as (
    select
        runs.status,
        reasons_given.reason,
        runs.detail,
        runs.starts_at,
        runs.ends_at,
        runs.began_before,
        extract(epoch from runs.ends_at - runs.starts_at)::float8 as duration_s
    from runs
    left join reasons_given on runs.run_no = reasons_given.run_no
    where runs.ends_at > runs.starts_at
)

select * from final
order by starts_at;
