-- Stops of the last hours that somebody should say or do something about. One row per stop.
-- $1: simulated machines.
select
    stops.machine_id,
    machines.line_id,
    stops.started_at,
    stops.owes_reason,
    stops.work_order_id is not null as has_order,
    stops.ended_at is null as is_open,
    status_events.detail
from floor.stops
inner join floor.machines on stops.machine_id = machines.machine_id
inner join floor.status_events
    on stops.machine_id = status_events.machine_id and stops.started_at = status_events.at
where
    stops.machine_id = any($1::integer[])
    and stops.started_at >= now() - interval '3 hours'
    and (stops.owes_reason or (stops.ended_at is null and stops.work_order_id is null))
    and status_events.source = 'simulator'
order by stops.started_at, stops.machine_id;
