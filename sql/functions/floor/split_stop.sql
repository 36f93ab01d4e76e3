-- From an instant on, a machine was down for another reason.
create function floor.split_stop(
    p_machine_id integer,
    p_started_at timestamptz,
    p_at timestamptz,
    p_reason_id integer default null
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_started_at timestamptz;
    v_ended_at timestamptz;
    v_before_id integer;
    v_next_at timestamptz;
begin
    select stop.started_at, stop.ended_at into v_started_at, v_ended_at
    from floor.stop_to_edit(p_machine_id, p_started_at) as stop;
    perform floor.refuse_stop_reason(p_reason_id);
    if
        p_at is null or p_at <= v_started_at
        or p_at >= least(v_ended_at, clock_timestamp())
    then
        raise exception 'a stop is split within it: % is not between % and %',
            coalesce(floor.plant_time(p_machine_id, p_at), 'no instant'),
            floor.plant_time(p_machine_id, v_started_at),
            coalesce(floor.plant_time(p_machine_id, v_ended_at), 'now')
        using errcode = 'check_violation', column = 'at',
            hint = 'Give an instant after its beginning and before its end.';
    end if;
    if p_reason_id is null then
        raise exception 'a part of a stop needs a reason of its own'
        using errcode = 'check_violation', column = 'reason',
            hint = 'Without one, the reason before it goes on: give the one that held from there on.';
    end if;

    perform floor.tidy_stop(p_machine_id, v_started_at, v_ended_at);
    v_before_id := floor.stop_reason_at(
        p_machine_id, v_started_at, v_ended_at, p_at - interval '1 microsecond'
    );
    if v_before_id is null then
        raise exception 'this stop has no reason yet, and the first one holds for all of it'
        using errcode = 'check_violation', column = 'reason',
            hint = 'Say first why it began, then what changed.';
    elsif
        p_reason_id in (v_before_id, floor.stop_reason_at(p_machine_id, v_started_at, v_ended_at, p_at))
    then
        raise exception 'at % it is "%" already', floor.plant_time(p_machine_id, p_at), (
            select reasons.reason_name from floor.reasons where reasons.reason_id = p_reason_id
        )
        using errcode = 'check_violation', column = 'reason',
            hint = 'Choose another reason; to join two parts, merge them.';
    end if;

    select min(status_events.at) into v_next_at
    from floor.status_events
    where
        status_events.machine_id = p_machine_id
        and status_events.at > p_at
        and status_events.at < coalesce(v_ended_at, 'infinity')
        and status_events.reason_id is not null;

    insert into floor.status_events as kept (machine_id, at, status, reason_id, source)
    values (p_machine_id, p_at, 'down', p_reason_id, 'hand')
    on conflict (machine_id, at) do update set reason_id = excluded.reason_id;
    perform floor.tidy_stop(p_machine_id, v_started_at, v_ended_at);

    insert into floor.stop_edits (machine_id, kind, from_at, to_at)
    values (
        p_machine_id,
        'reason',
        p_at,
        coalesce(v_next_at, v_ended_at, clock_timestamp())
    );
end;
$$;

comment on function floor.split_stop(integer, timestamptz, timestamptz, integer) is
'From p_at on, up to the next part of the stop, another reason holds. p_at: within the stop; '
'where a part begins, that part gets the reason. Refused for a stop without any reason, because '
'the first one given holds for all of it, and without p_reason_id. Takes the right stop.explain.';
