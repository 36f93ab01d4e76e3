-- How long a machine ran.
create function floor.running_s(p_machine_id integer, p_from timestamptz, p_to timestamptz)
returns double precision
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(sum(date_part('epoch', stretches.ends_at - stretches.begins_at)), 0)
    from (
        select
            status_events.status,
            greatest(status_events.at, p_from) as begins_at,
            least(
                lead(status_events.at) over (order by status_events.at), p_to
            ) as ends_at
        from floor.status_events
        where
            status_events.machine_id = p_machine_id
            and status_events.at < p_to
            and status_events.at >= coalesce(
                (
                    select max(earlier.at) from floor.status_events as earlier
                    where earlier.machine_id = p_machine_id and earlier.at <= p_from
                ),
                p_from
            )
    ) as stretches
    where
        stretches.status in ('operational', 'warning')
        and stretches.ends_at > stretches.begins_at;
$$;

comment on function floor.running_s(integer, timestamptz, timestamptz) is
'Seconds a machine was operational or had a warning between two instants.';
