-- Stops of a period, those that owe a reason first, then the newest; one that began before the
-- period and reached into it is among them.
-- $1: machine_id or null; $2: name of a line or null; $3: begin of the period; $4: only those that
-- owe a reason; $5: how many at most. Returns columns of floor.stops, how many there are, and
-- what the machine is called on a tile.
with

machines as (
    select
        machines.machine_id,
        machines.short_name,
        plants.time_zone,
        coalesce(stop.started_at, $3::timestamptz) as from_at
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    left join lateral floor.stop_at(machines.machine_id, $3::timestamptz) as stop on true
    where
        ($1::integer is null or machines.machine_id = $1)
        and ($2::text is null or lower(lines.line_name) = lower($2))
)

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
    stops.explained_by,
    machines.short_name,
    machines.time_zone,
    count(*) over () as total
from machines
cross join
    lateral (
        select found.*
        from floor.stops as found
        where found.machine_id = machines.machine_id and found.started_at >= machines.from_at
        -- machine by machine, each from its own beginning on
        offset 0 -- noqa: AM09
    ) as stops
where not $4::boolean or stops.owes_reason
order by
    stops.owes_reason desc,
    stops.started_at desc,
    stops.machine_name asc
limit $5::integer;
