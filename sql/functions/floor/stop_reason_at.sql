-- Why a machine was down at an instant of a stop.
create function floor.stop_reason_at(
    p_machine_id integer, p_started_at timestamptz, p_ended_at timestamptz, p_at timestamptz
) returns integer
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select status_events.reason_id
    from floor.status_events
    where
        status_events.machine_id = p_machine_id
        and status_events.at >= p_started_at
        and status_events.at < coalesce(p_ended_at, 'infinity')
        and status_events.reason_id is not null
    -- what was given last by then, else what was given first
    order by
        status_events.at <= p_at desc,
        case
            when status_events.at <= p_at then p_at - status_events.at
            else status_events.at - p_at
        end
    limit 1;
$$;

comment on function floor.stop_reason_at(integer, timestamptz, timestamptz, timestamptz) is
'Why a machine was down at an instant of the stop from p_started_at to p_ended_at (null: it '
'lasts), as the ledger sees it: a reason holds until the next one, the first also for what came '
'before. Null where nobody said.';
