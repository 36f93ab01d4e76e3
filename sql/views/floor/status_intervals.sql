-- How long each status lasted.
-- Grain: one row per machine and uninterrupted run of one status.
create view floor.status_intervals with (security_invoker = true) as
with

events as (
    select
        status_events.*,
        lag(status_events.status) over machine_history as status_before
    from floor.status_events
    window machine_history as (partition by status_events.machine_id order by status_events.at)
),

changes as (
    select *
    from events
    where status_before is distinct from status
),

final as (
    select
        machine_id,
        tstzrange(at, lead(at) over (partition by machine_id order by at), '[)') as during,
        status,
        detail,
        source,
        recorded_by
    from changes
)

select * from final;

comment on view floor.status_intervals is
'How long each status lasted: an event is a beginning, the next one of another status is the end. '
'One row per machine and uninterrupted run of one status.';
comment on column floor.status_intervals.machine_id is 'The machine.';
comment on column floor.status_intervals.during is
'From the first event of the run until the next status, half open; unbounded above while it lasts.';
comment on column floor.status_intervals.status is 'operational, warning, down or no_data.';
comment on column floor.status_intervals.detail is 'The source''s own word when the run began.';
comment on column floor.status_intervals.source is
'Which program reported the beginning of the run.';
comment on column floor.status_intervals.recorded_by is 'Who wrote the beginning of the run.';
