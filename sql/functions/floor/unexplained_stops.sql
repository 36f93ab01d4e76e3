-- Stops of a machine in the last 24 hours that owe a reason, now or soon.
--
-- Asked at each change of a machine's state: one walk over a day of its events, from the last event
-- before that day on, or from the beginning of the stop that lasts.
create function floor.unexplained_stops(p_machine_id integer) returns json
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    return (
        with

        period as materialized (
            select
                now() - interval '24 hours' as day_from_at,
                lines.unexplained_after_s * interval '1 second' as unexplained_after,
                (
                    select max(status_events.at)
                    from floor.status_events
                    where
                        status_events.machine_id = p_machine_id
                        and status_events.at < least(
                            now() - interval '24 hours',
                            case when machine_status.status = 'down' then machine_status.since_at end
                        )
                ) as from_at
            from floor.machines
            inner join floor.lines on machines.line_id = lines.line_id
            inner join floor.machine_status on machines.machine_id = machine_status.machine_id
            where machines.machine_id = p_machine_id
        ),

        events as (
            select
                status_events.at,
                status_events.status,
                lag(status_events.status) over (order by status_events.at) as status_before
            from floor.status_events
            where
                status_events.machine_id = p_machine_id
                and status_events.at >= coalesce((select period.from_at from period), '-infinity')
        ),

        runs as (
            select
                events.status,
                events.at as started_at,
                lead(events.at) over (order by events.at) as ended_at
            from events
            where events.status is distinct from events.status_before
        ),

        -- few are left of them, and are looked at more closely
        long_runs as materialized (
            select
                runs.started_at,
                runs.ended_at
            from runs
            cross join period
            where
                runs.status = 'down'
                and (runs.started_at >= period.day_from_at or runs.ended_at is null)
                and coalesce(runs.ended_at, 'infinity') > runs.started_at + period.unexplained_after
        ),

        final as (
            select
                long_runs.started_at,
                long_runs.ended_at,
                floor.needs_reason_at(p_machine_id, long_runs.started_at) as needs_reason_at
            from long_runs
            where not exists (
                select from floor.status_events
                where
                    status_events.machine_id = p_machine_id
                    and status_events.at >= long_runs.started_at
                    and status_events.at < coalesce(long_runs.ended_at, 'infinity')
                    and status_events.reason_id is not null
            )
        )

        select
            json_agg(
                json_build_object(
                    'started_at', final.started_at,
                    'ended_at', final.ended_at,
                    'needs_reason_at', final.needs_reason_at
                )
                order by final.started_at
            )
        from final
        where final.needs_reason_at < coalesce(final.ended_at, 'infinity')
    );
end;
$$;

comment on function floor.unexplained_stops(integer) is
'Stops of a machine in the last 24 hours, and the one that lasts, that nobody explained and that '
'owe a reason, now or soon: as JSON, in order of time, each with started_at, ended_at (null while '
'it lasts) and needs_reason_at. Null where there are none.';
