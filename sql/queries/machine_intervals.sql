-- What one machine did in a window: uninterrupted runs of one status, clipped to the window.
-- floor.status_intervals says the same of all time; this reads the events of the window and
-- the one before it, so that years of history cost nothing.
-- $1: machine_id; $2, $3: begin and end of the window, the end not in the future.
with

events as (
    (
        select
            status_events.at,
            status_events.status,
            status_events.detail
        from floor.status_events
        where status_events.machine_id = $1 and status_events.at <= $2
        order by status_events.at desc
        limit 1
    )
    union all
    (
        select
            status_events.at,
            status_events.status,
            status_events.detail
        from floor.status_events
        where status_events.machine_id = $1 and status_events.at > $2 and status_events.at < $3
    )
),

changes as (
    select
        events.*,
        lag(events.status) over (order by events.at) as status_before
    from events
),

runs as (
    select
        changes.status,
        changes.detail,
        greatest(changes.at, $2::timestamptz) as starts_at,
        lead(changes.at, 1, $3::timestamptz) over (order by changes.at) as ends_at,
        changes.at < $2 as began_before
    from changes
    where changes.status_before is distinct from changes.status
),

final as (
    select
        status,
        detail,
        starts_at,
        ends_at,
        began_before,
        extract(epoch from ends_at - starts_at)::float8 as duration_s
    from runs
)

select * from final
order by starts_at;
