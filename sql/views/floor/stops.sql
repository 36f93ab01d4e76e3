-- Stops of machines, as people explain and edit them.
-- Grain: one row per machine and stop that began in the last 30 days.
--
-- Looked up by index from each beginning on, so that conditions on machine and beginning reach the
-- events themselves: whoever asks for a day of one line reads no more than that.
create view floor.stops with (security_invoker = true) as
with

beginnings as (
    select
        machines.machine_id,
        machines.machine_name,
        lines.line_name,
        lines.unexplained_after_s * interval '1 second' as unexplained_after,
        status_events.at as started_at,
        status_events.source
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.status_events on machines.machine_id = status_events.machine_id
    left join lateral (
        select earlier.status
        from floor.status_events as earlier
        where earlier.machine_id = machines.machine_id and earlier.at < status_events.at
        order by earlier.at desc
        limit 1
    ) as event_before on true
    where
        status_events.status = 'down'
        and status_events.at >= now() - interval '30 days'
        and event_before.status is distinct from 'down'
),

stops as (
    select
        stopped.*,
        event_after.at as ended_at,
        told.parts,
        (told.parts -> -1 ->> 'reason_id')::integer as reason_id
    from beginnings as stopped
    left join lateral (
        select later.at
        from floor.status_events as later
        where
            later.machine_id = stopped.machine_id
            and later.at > stopped.started_at
            and later.status <> 'down'
        order by later.at
        limit 1
    ) as event_after on true
    left join lateral (
        select
            count(*) as reasons,
            min(said.reason_id) as reason_id
        from floor.status_events as said
        where
            said.machine_id = stopped.machine_id
            and said.at >= stopped.started_at
            and said.at < coalesce(event_after.at, 'infinity')
            and said.reason_id is not null
    ) as given on true
    left join floor.reasons on given.reason_id = reasons.reason_id
    left join lateral (
        select
            case
                -- most stops have one, which needs no looking up again
                when given.reasons = 1
                    then jsonb_build_array(
                        jsonb_build_object(
                            'from_at', stopped.started_at,
                            'reason_id', given.reason_id,
                            'reason', reasons.reason_name
                        )
                    )
                when given.reasons > 1
                    then floor.stop_parts(
                        stopped.machine_id, stopped.started_at, event_after.at
                    )
            end as parts
        from (values (true)) as one (is_only_row)
        -- worked out once, not for each time it is mentioned
        offset 0 -- noqa: AM09
    ) as told on true
),

final as (
    select
        stops.machine_id,
        stops.machine_name,
        stops.line_name as line,
        stops.started_at,
        stops.ended_at,
        extract(epoch from coalesce(stops.ended_at, now()) - stops.started_at)::float8
            as duration_s,
        stops.reason_id,
        reason_tree.reason_name as reason,
        reason_tree.path as reason_path,
        coalesce(reason_tree.is_planned, false) as is_planned,
        coalesce(stops.parts, '[]') as reasons,
        coalesce(owed.needs_reason_at < coalesce(stops.ended_at, now()), false) as owes_reason,
        case
            when owed.needs_reason_at < coalesce(stops.ended_at, 'infinity')
                then owed.needs_reason_at
        end as needs_reason_at,
        floor.work_order_of_stop(stops.machine_id, stops.started_at, stops.ended_at)
            as work_order_id,
        case
            when stops.reason_id is not null
                then coalesce(explained.display_name, explained.edited_by, stops.source)
        end as explained_by
    from stops
    left join floor.reason_tree on stops.reason_id = reason_tree.reason_id
    left join lateral (
        select
            case
                when
                    stops.parts is null
                    and coalesce(stops.ended_at, 'infinity')
                    > stops.started_at + stops.unexplained_after
                    then floor.needs_reason_at(stops.machine_id, stops.started_at)
            end as needs_reason_at
        from (values (true)) as one (is_only_row)
        offset 0 -- noqa: AM09
    ) as owed on true
    left join lateral (
        select
            stop_edits.edited_by,
            people.display_name
        from floor.stop_edits
        left join floor.people on lower(stop_edits.edited_by) = lower(people.email)
        where
            stops.reason_id is not null
            and stop_edits.machine_id = stops.machine_id
            and stop_edits.kind = 'reason'
            and stop_edits.to_at >= stops.started_at
            and stop_edits.from_at >= stops.started_at
            and stop_edits.from_at < coalesce(stops.ended_at, 'infinity')
        order by stop_edits.stop_edit_id desc
        limit 1
    ) as explained on true
)

select * from final;

comment on view floor.stops is
'Stops of machines, as people explain and edit them: floor.explain_stop() and its neighbours. One '
'row per machine and stop that began in the last 30 days.';
comment on column floor.stops.machine_id is 'The machine.';
comment on column floor.stops.machine_name is 'Its name.';
comment on column floor.stops.line is 'Its line.';
comment on column floor.stops.started_at is 'When it went down.';
comment on column floor.stops.ended_at is 'When it was down no more; null while the stop lasts.';
comment on column floor.stops.duration_s is 'How long it lasted, so far.';
comment on column floor.stops.reason_id is 'Why: the reason given last; null where nobody said.';
comment on column floor.stops.reason is 'Name of that reason.';
comment on column floor.stops.reason_path is 'The same with the reasons above it.';
comment on column floor.stops.is_planned is 'Whether a stop of that reason is planned.';
comment on column floor.stops.reasons is
'Its parts in order, as JSON: from_at, reason_id, reason; empty where nobody said why.';
comment on column floor.stops.owes_reason is
'Whether nobody said why, though it lasted longer than lines.unexplained_after_s and not only '
'within planned stops of the calendar.';
comment on column floor.stops.needs_reason_at is
'Since when, or from when on, it owes a reason; null where it has one or ended before.';
comment on column floor.stops.work_order_id is 'The work order about it; null without one.';
comment on column floor.stops.explained_by is
'Who gave the reason: a person, else the program that reported the stop; null without a reason.';
