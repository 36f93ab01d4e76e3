-- Which periods of machines changed facts reach, as far as they can have an effect.
-- Four lists of one length, as floor.oee_dirty has them.
create function floor.periods_due(
    p_machine_ids integer[],
    p_facts text[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_now timestamptz
) returns table (
    machine_id integer,
    changed_from_at timestamptz,
    from_at timestamptz,
    to_at timestamptz
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    changes as (
        select
            changes.*,
            machines.line_id
        from unnest(p_machine_ids, p_facts, p_from, p_to) as changes (machine_id, fact, from_at, to_at)
        inner join floor.machines on changes.machine_id = machines.machine_id
    ),

    reaches as (
        select
            changes.machine_id,
            changes.line_id,
            -- a stop is judged as a whole: its length and its reason may have changed
            case
                when before.status = 'down' then coalesce(running_before.at, changes.from_at)
                else changes.from_at
            end as from_at,
            case changes.fact
                when 'pieces' then changes.to_at + interval '1 minute'
                when 'job' then coalesce(next_job.at, 'infinity')
                when 'status' then case
                    when next_event.status = 'down' then coalesce(running_after.at, 'infinity')
                    -- and with it: it may be a change of status now, or none any more
                    else coalesce(next_event.at + interval '1 microsecond', 'infinity')
                end
                else changes.to_at
            end as to_at
        from changes
        left join lateral (
            select status_events.status
            from floor.status_events
            where
                status_events.machine_id = changes.machine_id
                and status_events.at < changes.from_at
            order by status_events.at desc
            limit 1
        ) as before on changes.fact = 'status'
        left join lateral (
            select status_events.at
            from floor.status_events
            where
                status_events.machine_id = changes.machine_id
                and status_events.at < changes.from_at
                and status_events.status <> 'down'
            order by status_events.at desc
            limit 1
        ) as running_before on before.status = 'down'
        left join lateral (
            select
                status_events.at,
                status_events.status
            from floor.status_events
            where
                status_events.machine_id = changes.machine_id
                and status_events.at > changes.to_at
            order by status_events.at
            limit 1
        ) as next_event on changes.fact = 'status'
        left join lateral (
            select status_events.at
            from floor.status_events
            where
                status_events.machine_id = changes.machine_id
                and status_events.at > next_event.at
                and status_events.status <> 'down'
            order by status_events.at
            limit 1
        ) as running_after on next_event.status = 'down'
        left join lateral (
            select job_events.at
            from floor.job_events
            where
                job_events.machine_id = changes.machine_id
                and job_events.at > changes.to_at
            order by job_events.at
            limit 1
        ) as next_job on changes.fact = 'job'
    )

    select
        reaches.machine_id,
        reaches.from_at,
        coalesce(lower(shifts.during), reaches.from_at),
        least(reaches.to_at, p_now)
    from reaches
    left join floor.shifts
        on
            int4range(reaches.line_id, reaches.line_id, '[]')
            = int4range(shifts.line_id, shifts.line_id, '[]')
            and shifts.during @> reaches.from_at
    where coalesce(lower(shifts.during), reaches.from_at) < least(reaches.to_at, p_now);
$$;

comment on function floor.periods_due(
    integer[], text[], timestamptz[], timestamptz[], timestamptz
) is
'How far changed facts reach: one row per change, from the beginning of the shift it lies in to '
'the '
'end of the stop or job, at most to p_now; changed_from_at is where the change itself begins. '
'Arguments: columns of floor.oee_dirty as lists.';
