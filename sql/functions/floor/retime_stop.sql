-- A stop began or ended at another time than was recorded.
create function floor.retime_stop(
    p_machine_id integer,
    p_started_at timestamptz,
    p_new_started_at timestamptz,
    p_new_ended_at timestamptz
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_started_at timestamptz;
    v_ended_at timestamptz;
    v_new_started_at timestamptz;
    v_new_ended_at timestamptz;
begin
    select stop.started_at, stop.ended_at into v_started_at, v_ended_at
    from floor.stop_to_edit(p_machine_id, p_started_at) as stop;
    v_new_started_at := coalesce(p_new_started_at, v_started_at);
    v_new_ended_at := coalesce(p_new_ended_at, v_ended_at);
    perform floor.refuse_stop_times(
        p_machine_id, v_started_at, v_ended_at, v_new_started_at, v_new_ended_at
    );

    perform floor.tidy_stop(p_machine_id, v_started_at, v_ended_at);
    -- outwards first: a stop that moves as a whole is long for a moment, never nothing
    if v_new_started_at < v_started_at then
        perform floor.move_stop_start(p_machine_id, v_started_at, v_new_started_at, v_ended_at);
        perform floor.move_stop_end(p_machine_id, v_ended_at, v_new_ended_at);
    else
        perform floor.move_stop_end(p_machine_id, v_ended_at, v_new_ended_at);
        perform floor.move_stop_start(p_machine_id, v_started_at, v_new_started_at, v_new_ended_at);
    end if;
    perform floor.tidy_stop(p_machine_id, v_new_started_at, v_new_ended_at);
end;
$$;

comment on function floor.retime_stop(integer, timestamptz, timestamptz, timestamptz) is
'Moves the beginning of a stop, its end, or both; null leaves one as it is. Before the new '
'beginning the state before it goes on; after the new end, what followed. A stop that lasts ends '
'where an end is given: the machine runs from there on. Only between the stops before and after '
'it, not into the future, and by a day at most. A work order of the stop stays with it. What is '
'derived from samples later leaves the moved stretch alone. Takes the right stop.explain.';
