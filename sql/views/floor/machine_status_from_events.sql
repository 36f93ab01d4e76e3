-- The state each machine is in, worked out from its events alone.
-- Grain: one row per machine that has an event. floor.machine_status must always equal it.
create view floor.machine_status_from_events as
with

latest as (
    select
        machines.machine_id,
        event.*
    from floor.machines
    cross join lateral (
        select
            status_events.status,
            status_events.at,
            status_events.detail,
            status_events.source,
            status_events.recorded_at
        from floor.status_events
        where status_events.machine_id = machines.machine_id
        order by status_events.at desc
        limit 1
    ) as event
),

final as (
    select
        latest.machine_id,
        latest.status,
        latest.at,
        (
            -- the first event after the last one of another status
            select min(run.at)
            from floor.status_events as run
            where run.machine_id = latest.machine_id
            and run.at > coalesce(
                (
                    select other.at
                    from floor.status_events as other
                    where other.machine_id = latest.machine_id and other.status <> latest.status
                    order by other.at desc
                    limit 1
                ),
                '-infinity'
            )
        ) as since_at,
        latest.detail,
        latest.source,
        latest.recorded_at
    from latest
)

select * from final;

comment on view floor.machine_status_from_events is
'The state each machine is in, worked out from floor.status_events alone: what floor.machine_status must equal. '
'One row per machine that has an event.';
comment on column floor.machine_status_from_events.machine_id is 'The machine.';
comment on column floor.machine_status_from_events.status is 'Status of the latest event.';
comment on column floor.machine_status_from_events.at is 'Instant of the latest event.';
comment on column floor.machine_status_from_events.since_at is
'Since when the machine is in this status without interruption by another.';
comment on column floor.machine_status_from_events.detail is 'The source''s own word for the state.';
comment on column floor.machine_status_from_events.source is 'Which program reported the latest event.';
comment on column floor.machine_status_from_events.recorded_at is 'When the latest event was written.';
