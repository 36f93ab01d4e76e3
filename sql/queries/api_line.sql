-- One line, in use or retired, by its name however it is typed. $1: name.
select
    line_id,
    line_name,
    plant_id
from floor.lines
where lower(line_name) = lower($1);
