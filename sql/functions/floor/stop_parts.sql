-- The parts of a stop, each with one reason.
create function floor.stop_parts(
    p_machine_id integer, p_started_at timestamptz, p_ended_at timestamptz
) returns jsonb
language plpgsql stable
set search_path = pg_catalog, pg_temp
-- asked for one stop after another: planned once
set plan_cache_mode = force_generic_plan
as $$
begin
    return (
        with

        said as (
            select
                status_events.at,
                status_events.reason_id,
                lag(status_events.reason_id) over (order by status_events.at) as reason_before_id
            from floor.status_events
            where
                status_events.machine_id = p_machine_id
                and status_events.at >= p_started_at
                and status_events.at < coalesce(p_ended_at, 'infinity')
                and status_events.reason_id is not null
        )

        select
            jsonb_agg(
                jsonb_build_object(
                    'from_at',
                    case when said.reason_before_id is null then p_started_at else said.at end,
                    'reason_id', said.reason_id,
                    'reason', reasons.reason_name
                )
                order by said.at
            )
        from said
        inner join floor.reasons on said.reason_id = reasons.reason_id
        where said.reason_id is distinct from said.reason_before_id
    );
end;
$$;

comment on function floor.stop_parts(integer, timestamptz, timestamptz) is
'The parts of the stop from p_started_at to p_ended_at (null: it lasts), in order, as JSON: '
'from_at, reason_id, reason. A reason holds until the next one, the first also for what came '
'before. Null where nobody said why.';
