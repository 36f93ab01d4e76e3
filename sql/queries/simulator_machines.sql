-- Machines in use, the state each is in, and where its rows begin. One row per machine; within a
-- line in the order they were configured, which is the order parts flow in.
-- A source named like import:… or ingest:… is a real one; what it fed first or last is real, too.
with

machines as (
    select
        machines.machine_id,
        machines.machine_name,
        machines.machine_type,
        machines.ideal_cycle_s::double precision as ideal_cycle_s,
        lines.line_id,
        lines.line_name,
        plants.time_zone
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    where machines.retired_at is null
),

final as (
    select
        machines.*,
        machine_status.status,
        machine_status.at,
        machine_status.source,
        least(first_event.at, first_piece.at) as first_at,
        concat_ws(e'\n', machine_status.source, first_event.source, first_piece.source)
        ~ '(?n)^[a-z][a-z0-9_-]*:' as is_real
    from machines
    left join floor.machine_status on machines.machine_id = machine_status.machine_id
    left join lateral (
        select
            status_events.at,
            status_events.source
        from floor.status_events
        where status_events.machine_id = machines.machine_id
        order by status_events.at
        limit 1
    ) as first_event on true
    left join lateral (
        select
            production.at,
            production.source
        from floor.production
        where production.machine_id = machines.machine_id
        order by production.at
        limit 1
    ) as first_piece on true
)

select *
from final
order by line_id, machine_id;
