-- Where one machine stands, in use or retired, by its name however it is typed. $1: name.
select
    machines.machine_id,
    machines.machine_name,
    lines.line_id,
    lines.line_name,
    lines.plant_id
from floor.machines
inner join floor.lines on machines.line_id = lines.line_id
where lower(machines.machine_name) = lower($1);
