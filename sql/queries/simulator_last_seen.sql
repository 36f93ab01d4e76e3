-- The last sign of life of the simulator: its latest event or minute with pieces; null without any.
with

signs as (
    select
        machine_status.at as event_at,
        (
            select max(production.at)
            from floor.production
            where production.machine_id = machines.machine_id and production.source = 'simulator'
        ) as pieces_at
    from floor.machines
    left join floor.machine_status
        on machines.machine_id = machine_status.machine_id and machine_status.source = 'simulator'
    where machines.retired_at is null
)

select greatest(max(signs.event_at), max(signs.pieces_at)) as last_seen_at
from signs;
