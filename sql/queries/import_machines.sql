-- Machines that a table may name, with the time zone of their plant.
select
    machines.machine_id,
    machines.machine_name,
    plants.time_zone
from floor.machines
inner join floor.lines on machines.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id;
