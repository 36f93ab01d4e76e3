-- Lines on which machines are simulated, plant by plant in their order. One row per line.
-- $1: the machines.
select
    lines.line_id,
    lines.plant_id,
    array_agg(machines.machine_id order by machines.machine_id) as machine_ids
from floor.machines
inner join floor.lines on machines.line_id = lines.line_id
where machines.machine_id = any($1::integer[])
group by lines.line_id
order by lines.plant_id, lines.sort_order, lines.line_id;
