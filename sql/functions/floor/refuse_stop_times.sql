-- Refuse times a stop cannot have had.
create function floor.refuse_stop_times(
    p_machine_id integer,
    p_started_at timestamptz,
    p_ended_at timestamptz,
    p_new_started_at timestamptz,
    p_new_ended_at timestamptz
) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now constant timestamptz := clock_timestamp();
    v_free_from timestamptz;
    v_free_to timestamptz;
begin
    if
        p_new_started_at = p_started_at
        and p_new_ended_at is not distinct from p_ended_at
    then
        raise exception 'the stop has these times already'
        using errcode = 'check_violation', column = 'new_started_at',
            hint = 'Give another beginning, another end, or both.';
    elsif not isfinite(p_new_started_at) or not isfinite(coalesce(p_new_ended_at, p_started_at)) then
        raise exception 'a stop begins and ends at an instant'
        using errcode = 'check_violation', column = 'new_started_at', hint = 'Give an instant.';
    elsif p_new_started_at >= coalesce(p_new_ended_at, v_now) then
        raise exception 'the stop would begin at %, and end at %',
            floor.plant_time(p_machine_id, p_new_started_at),
            coalesce(floor.plant_time(p_machine_id, p_new_ended_at), 'now, as it lasts')
        using errcode = 'check_violation', column = 'new_started_at',
            hint = 'It begins before it ends.';
    elsif p_new_ended_at > v_now then
        raise exception 'the stop would end at %, which is still to come',
            floor.plant_time(p_machine_id, p_new_ended_at)
        using errcode = 'check_violation', column = 'new_ended_at',
            hint = 'Leave the end of a stop that lasts open; it ends when the machine runs.';
    elsif p_new_started_at < p_started_at - interval '1 day' then
        raise exception 'the stop would begin more than a day earlier, at %',
            floor.plant_time(p_machine_id, p_new_started_at)
        using errcode = 'check_violation', column = 'new_started_at', hint = 'Check the date.';
    elsif p_new_ended_at > p_ended_at + interval '1 day' then
        raise exception 'the stop would end more than a day later, at %',
            floor.plant_time(p_machine_id, p_new_ended_at)
        using errcode = 'check_violation', column = 'new_ended_at', hint = 'Check the date.';
    end if;

    -- the instants at which the stop before it ended, and at which the next one began
    v_free_from := (
        select min(status_events.at)
        from floor.status_events
        where
            status_events.machine_id = p_machine_id
            and status_events.status <> 'down'
            and status_events.at > (
                select max(earlier.at)
                from floor.status_events as earlier
                where
                    earlier.machine_id = p_machine_id
                    and earlier.status = 'down'
                    and earlier.at < p_started_at
            )
    );
    v_free_to := (
        select min(status_events.at)
        from floor.status_events
        where
            status_events.machine_id = p_machine_id
            and status_events.status = 'down'
            and status_events.at > p_ended_at
    );
    if p_new_started_at <= v_free_from then
        raise exception 'the stop would begin at %, but the stop before it lasted until %',
            floor.plant_time(p_machine_id, p_new_started_at),
            floor.plant_time(p_machine_id, v_free_from)
        using errcode = 'check_violation', column = 'new_started_at',
            hint = 'Let it begin later, or merge the two.';
    elsif p_new_ended_at >= v_free_to then
        raise exception 'the stop would end at %, but the next one began at %',
            floor.plant_time(p_machine_id, p_new_ended_at),
            floor.plant_time(p_machine_id, v_free_to)
        using errcode = 'check_violation', column = 'new_ended_at',
            hint = 'Let it end earlier, or merge the two.';
    end if;
end;
$$;

comment on function floor.refuse_stop_times(
    integer, timestamptz, timestamptz, timestamptz, timestamptz
) is
'Raises an error where a stop cannot have begun and ended at these times: none changed, the end '
'before the beginning or in the future, more than a day from what was recorded, or over a '
'neighbouring stop. Ends are null while the stop lasts.';
