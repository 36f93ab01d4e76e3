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
        run.since_at,
        latest.detail,
        latest.source,
        latest.recorded_at
    from latest
    -- the run began with the first event after the last one of another status
    left join lateral (
        select status_events.at
        from floor.status_events
        where
            status_events.machine_id = latest.machine_id
            and status_events.status <> latest.status
        order by status_events.at desc
        limit 1
    ) as interruption on true
    cross join lateral (
        select min(status_events.at) as since_at
        from floor.status_events
        where
            status_events.machine_id = latest.machine_id
            and status_events.at > coalesce(interruption.at, '-infinity')
    ) as run
)

select * from final;

comment on view floor.machine_status_from_events is
'The state each machine is in, worked out from floor.status_events alone: what '
'floor.machine_status must equal. '
'One row per machine that has an event.';
comment on column floor.machine_status_from_events.machine_id is 'The machine.';
comment on column floor.machine_status_from_events.status is 'Status of the latest event.';
comment on column floor.machine_status_from_events.at is 'Instant of the latest event.';
comment on column floor.machine_status_from_events.since_at is
'Since when the machine is in this status without interruption by another.';
comment on column floor.machine_status_from_events.detail is
'The source''s own word for the state.';
comment on column floor.machine_status_from_events.source is
'Which program reported the latest event.';
comment on column floor.machine_status_from_events.recorded_at is
'When the latest event was written.';
