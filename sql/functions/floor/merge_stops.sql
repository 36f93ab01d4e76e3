-- Two neighbouring stops are one, or two parts of one stop.
create function floor.merge_stops(
    p_machine_id integer, p_started_at timestamptz, p_other_started_at timestamptz
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- Two stops farther apart were two: the machine worked meanwhile.
    v_longest constant interval := interval '15 minutes';
    v_first record;
    v_second record;
begin
    select * into v_first
    from floor.stop_to_edit(p_machine_id, least(p_started_at, p_other_started_at));
    select * into v_second
    from floor.stop_to_edit(p_machine_id, greatest(p_started_at, p_other_started_at));
    if p_started_at is null or p_other_started_at is null or p_started_at = p_other_started_at then
        raise exception 'a stop is merged with another one'
        using errcode = 'check_violation', column = 'other_started_at',
            hint = 'Give the beginning of the stop, or of its part, before or after it.';
    end if;
    if v_first.started_at = v_second.started_at then
        perform floor.merge_stop_parts(
            p_machine_id,
            v_first.started_at,
            v_first.ended_at,
            greatest(p_started_at, p_other_started_at)
        );
        return;
    end if;

    if
        v_second.started_at - v_first.ended_at > v_longest
        or exists (
            select from floor.status_events
            where
                status_events.machine_id = p_machine_id
                and status_events.at >= v_first.ended_at
                and status_events.at < v_second.started_at
                and status_events.status not in ('operational', 'warning', 'no_data')
        )
    then
        raise exception 'these stops are no neighbours: between them lies %', (
            select string_agg(lying.words, ', ' order by lying.at)
            from (
                select
                    lower(intervals.during) as at,
                    intervals.status || ' from '
                    || floor.plant_time(p_machine_id, lower(intervals.during)) || ' to '
                    || floor.plant_time(p_machine_id, upper(intervals.during)) as words
                from floor.status_intervals as intervals
                where
                    intervals.machine_id = p_machine_id
                    and intervals.during && tstzrange(v_first.ended_at, v_second.started_at)
                order by lower(intervals.during)
                limit 5
            ) as lying
        )
        using errcode = 'check_violation', column = 'other_started_at',
            hint = 'Stops are merged across at most 15 minutes in which the machine was not down.';
    end if;

    -- the reason each began with must be said where it began
    perform floor.tidy_stop(p_machine_id, v_first.started_at, v_first.ended_at);
    perform floor.tidy_stop(p_machine_id, v_second.started_at, v_second.ended_at);
    delete from floor.status_events
    where
        status_events.machine_id = p_machine_id
        and status_events.at >= v_first.ended_at
        and status_events.at < v_second.started_at;
    perform floor.tidy_stop(p_machine_id, v_first.started_at, v_second.ended_at);

    insert into floor.stop_edits (machine_id, kind, from_at, to_at)
    values (p_machine_id, 'times', v_first.ended_at, v_second.started_at);
end;
$$;

comment on function floor.merge_stops(integer, timestamptz, timestamptz) is
'Makes two neighbouring stops one: the machine was down between them, too; each keeps its reasons '
'for its part. Refused where more than 15 minutes or another stop lie between. Two instants of one '
'stop: the part that begins at the later one takes the reason before it. Takes the right '
'stop.explain.';
