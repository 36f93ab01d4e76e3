-- The stop of a machine that an instant lies in, as stops_list.sql has it; no row where there is
-- none, or it began more than 30 days ago. $1: machine_id; $2: the instant.
select
    stops.machine_name,
    stops.line,
    stops.started_at,
    stops.ended_at,
    stops.duration_s,
    stops.reason,
    stops.reason_path,
    stops.is_planned,
    stops.reasons,
    stops.owes_reason,
    stops.needs_reason_at,
    stops.work_order_id,
    stops.explained_by
from floor.stop_at($1::integer, $2::timestamptz) as stop
inner join floor.stops
    on stops.machine_id = $1::integer and stop.started_at = stops.started_at;
