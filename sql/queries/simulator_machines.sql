-- Machines in use, the state each is in, what it makes and how fast it could, and where its rows
-- begin. One row per machine; within a line in the order they were configured, which is the
-- order parts flow in. Products are those the machines of the line have ideal cycles for.
-- A source named like import:… or opcua:… is a real one; what it fed first or last is real, too,
-- and so is a machine that a device tells about.
with

machines as (
    select
        machines.machine_id,
        machines.machine_name,
        machines.machine_type,
        lines.line_id,
        lines.line_name,
        plants.time_zone
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    where machines.retired_at is null
),

products as (
    select
        machines.line_id,
        array_agg(distinct products.product_id order by products.product_id) as product_ids
    from machines
    inner join floor.ideal_cycles on machines.machine_id = ideal_cycles.machine_id
    inner join floor.products on ideal_cycles.product_id = products.product_id
    where products.retired_at is null
    group by machines.line_id
),

cycles as (
    select
        machine_id,
        array_agg(product_id order by valid_from, ideal_cycle_id) as product_ids,
        array_agg(
            extract(epoch from valid_from)::double precision order by valid_from, ideal_cycle_id
        ) as valid_from_s,
        array_agg(
            ideal_cycle_s::double precision order by valid_from, ideal_cycle_id
        ) as ideal_cycles_s
    from floor.ideal_cycles
    group by machine_id
),

final as (
    select
        machines.*,
        coalesce(products.product_ids, '{}') as product_ids,
        coalesce(cycles.product_ids, '{}') as cycle_product_ids,
        coalesce(cycles.valid_from_s, '{}') as cycle_valid_from_s,
        coalesce(cycles.ideal_cycles_s, '{}') as ideal_cycles_s,
        latest_job.at as job_at,
        latest_job.product_id,
        machine_status.status,
        machine_status.at,
        machine_status.source,
        least(first_event.at, first_piece.at) as first_at,
        floor.speaks_for_itself(machines.machine_id)
        or concat_ws(e'\n', machine_status.source, first_event.source, first_piece.source)
        ~ '(?n)^[a-z][a-z0-9_-]*:' as is_real
    from machines
    left join products on machines.line_id = products.line_id
    left join cycles on machines.machine_id = cycles.machine_id
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
    left join lateral (
        select
            job_events.at,
            job_events.product_id
        from floor.job_events
        where job_events.machine_id = machines.machine_id
        order by job_events.at desc
        limit 1
    ) as latest_job on true
)

select *
from final
order by line_id, machine_id;
