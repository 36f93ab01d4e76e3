-- The latest events of one machine, as they were written, the newest first.
-- $1: machine_id; $2: how many.
with

latest as (
    select
        status_events.at,
        status_events.status,
        reasons.reason_name as reason,
        status_events.detail,
        status_events.source,
        status_events.recorded_at
    from floor.status_events
    left join floor.reasons on status_events.reason_id = reasons.reason_id
    where status_events.machine_id = $1
    order by status_events.at desc
    limit $2
),

final as (
    select
        at,
        status,
        reason,
        detail,
        source,
        extract(epoch from lead(at) over (order by at) - at)::float8 as duration_s,
        extract(epoch from recorded_at - at)::float8 as recorded_after_s,
        recorded_at > at + interval '1 minute' as is_late
    from latest
)

select * from final
order by at desc;
