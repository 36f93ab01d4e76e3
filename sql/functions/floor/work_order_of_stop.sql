-- The work order of a stop.
create function floor.work_order_of_stop(
    p_machine_id integer,
    p_started_at timestamptz,
    p_ended_at timestamptz,
    p_with_cancelled boolean default false
) returns integer
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select work_orders.work_order_id
    from floor.work_orders
    where
        work_orders.machine_id = p_machine_id
        and (p_with_cancelled or work_orders.status <> 'cancelled')
        and (
            (
                work_orders.stopped_at >= p_started_at
                and work_orders.stopped_at < coalesce(p_ended_at, 'infinity')
            )
            -- its stop was made to begin later: the order came while it lasted
            or (
                work_orders.stopped_at < p_started_at
                and work_orders.opened_at >= p_started_at
                and work_orders.opened_at < coalesce(p_ended_at, 'infinity')
                and not exists (
                    select from floor.stop_at(work_orders.machine_id, work_orders.stopped_at)
                )
            )
        )
    order by work_orders.status = 'cancelled', work_orders.work_order_id
    limit 1;
$$;

comment on function floor.work_order_of_stop(integer, timestamptz, timestamptz, boolean) is
'Number of the work order about a stop of a machine, given its beginning and its end (null while '
'it lasts); null without one. An order belongs to the stop its stopped_at lies in, whatever became '
'of the beginning of the stop; where that instant is in no stop any more, to the one it was opened '
'in. Cancelled orders count only where p_with_cancelled.';
