-- A shift by its key, with the line that works it.
-- $1: shift_id.
select
    shifts.line,
    shifts.line_id,
    shifts.business_date,
    shifts.shift_name,
    shifts.starts_at,
    shifts.ends_at,
    plants.time_zone
from gold.shifts
inner join floor.lines on shifts.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
where shifts.shift_id = $1;
