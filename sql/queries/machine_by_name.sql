-- One machine, in use or retired, by its name however it is typed, with the state it is in.
-- $1: name.
select
    machines.machine_id,
    machines.machine_name,
    machines.short_name,
    machines.line_id,
    lines.line_name as line,
    plants.plant_name as plant,
    plants.time_zone,
    machines.machine_type,
    machine_types.description,
    machines.retired_at,
    coalesce(machine_status.status, 'no_data') as status,
    machine_status.since_at,
    machine_status.detail,
    machine_status.source
from floor.machines
inner join floor.lines on machines.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
inner join floor.machine_types on machines.machine_type = machine_types.machine_type
left join floor.machine_status on machines.machine_id = machine_status.machine_id
where lower(machines.machine_name) = lower($1);
