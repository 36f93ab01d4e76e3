-- The stop of a machine that an instant lies in.
create function floor.stop_at(p_machine_id integer, p_at timestamptz)
returns table (started_at timestamptz, ended_at timestamptz)
language sql stable security definer
rows 1
set search_path = pg_catalog, pg_temp
as $$
    select
        (
            select status_events.at from floor.status_events
            where
                status_events.machine_id = p_machine_id
                and status_events.at > coalesce(
                    (
                        select earlier.at from floor.status_events as earlier
                        where
                            earlier.machine_id = p_machine_id
                            and earlier.at <= p_at
                            and earlier.status <> 'down'
                        order by earlier.at desc
                        limit 1
                    ),
                    '-infinity'
                )
            order by status_events.at
            limit 1
        ),
        (
            select later.at from floor.status_events as later
            where
                later.machine_id = p_machine_id
                and later.at > p_at
                and later.status <> 'down'
            order by later.at
            limit 1
        )
    from (
        select status_events.status from floor.status_events
        where status_events.machine_id = p_machine_id and status_events.at <= p_at
        order by status_events.at desc
        limit 1
    ) as latest
    where latest.status = 'down' and floor.may('floor.see', p_machine_id);
$$;

comment on function floor.stop_at(integer, timestamptz) is
'Beginning and end of the stop of a machine that an instant lies in: the uninterrupted run of the '
'status down, half open; ended_at is null while it lasts. No row where it was not '
'down, or the person who acts may not see the machine.';
