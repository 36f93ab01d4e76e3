-- The machine of a name ($1, ignoring case), with the time zone of its plant. Raises an error
-- that offers similar names where there is none.
select
    machines.machine_id,
    machines.machine_name,
    plants.time_zone,
    machines.retired_at is not null as is_retired
from floor.machines
inner join floor.lines on machines.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
where machines.machine_id = floor.machine_id($1);
