-- A part of a stop is none: the reason before it goes on.
create function floor.merge_stop_parts(
    p_machine_id integer,
    p_started_at timestamptz,
    p_ended_at timestamptz,
    p_part_at timestamptz
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next_at timestamptz;
begin
    perform floor.tidy_stop(p_machine_id, p_started_at, p_ended_at);
    if not exists (
        select from floor.status_events
        where
            status_events.machine_id = p_machine_id
            and status_events.at = p_part_at
            and status_events.at > p_started_at
            and status_events.reason_id is not null
    ) then
        raise exception 'no part of this stop begins at %', floor.plant_time(p_machine_id, p_part_at)
        using errcode = 'check_violation', column = 'other_started_at', hint = coalesce(
            'Parts begin at ' || (
                select string_agg(
                    floor.plant_time(p_machine_id, status_events.at), ', ' order by status_events.at
                )
                from floor.status_events
                where
                    status_events.machine_id = p_machine_id
                    and status_events.at > p_started_at
                    and status_events.at < coalesce(p_ended_at, 'infinity')
                    and status_events.reason_id is not null
            ) || '.',
            'It has one part only: it is one stop already.'
        );
    end if;
    select min(status_events.at) into v_next_at
    from floor.status_events
    where
        status_events.machine_id = p_machine_id
        and status_events.at > p_part_at
        and status_events.at < coalesce(p_ended_at, 'infinity')
        and status_events.reason_id is not null;

    -- what a person wrote to split it is not needed any more
    delete from floor.status_events
    where
        status_events.machine_id = p_machine_id
        and status_events.at = p_part_at
        and status_events.source = 'hand';
    update floor.status_events
    set reason_id = null
    where status_events.machine_id = p_machine_id and status_events.at = p_part_at;
    perform floor.tidy_stop(p_machine_id, p_started_at, p_ended_at);

    insert into floor.stop_edits (machine_id, kind, from_at, to_at)
    values (
        p_machine_id,
        'reason',
        p_part_at,
        coalesce(v_next_at, p_ended_at, greatest(clock_timestamp(), p_part_at))
    );
end;
$$;

comment on function
floor.merge_stop_parts(integer, timestamptz, timestamptz, timestamptz) is
'Takes back the reason that begins a part of a stop at p_part_at: the one before it goes on. '
'Raises an error naming the parts where none begins there. Part of floor.merge_stops(), which '
'checks who may.';
