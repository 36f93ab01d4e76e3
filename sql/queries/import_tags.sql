-- Tags that samples of a table can be of, with the time zone of their machine.
select
    tags.tag_id,
    tags.tag_name,
    tags.address,
    machines.machine_name,
    plants.time_zone
from floor.tags
left join floor.machines on tags.machine_id = machines.machine_id
left join floor.lines on machines.line_id = lines.line_id
left join floor.plants on lines.plant_id = plants.plant_id;
