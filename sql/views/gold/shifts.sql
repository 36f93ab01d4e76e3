-- Shifts as worked and as planned ahead.
-- Grain: one row per line and shift.
create view gold.shifts as
select
    plants.plant_name as plant,
    lines.line_name as line,
    shifts.line_id,
    shifts.business_date,
    shifts.shift_name,
    shifts.shift_id,
    lower(shifts.during) as starts_at,
    upper(shifts.during) as ends_at,
    date_part('epoch', upper(shifts.during) - lower(shifts.during)) as shift_s
from floor.shifts
inner join floor.visible_lines as lines on shifts.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id;

comment on view gold.shifts is
'Shifts in absolute time, worked and planned ahead. One row per line and shift.';
comment on column gold.shifts.plant is 'Plant.';
comment on column gold.shifts.line is 'Line.';
comment on column gold.shifts.line_id is 'Internal key of the line.';
comment on column gold.shifts.business_date is
'Local date the shift belongs to, that is the day it began.';
comment on column gold.shifts.shift_name is 'Shift, for example N.';
comment on column gold.shifts.shift_id is 'Internal key of the shift.';
comment on column gold.shifts.starts_at is 'Beginning of the shift.';
comment on column gold.shifts.ends_at is 'Its end, half open.';
comment on column gold.shifts.shift_s is
'Its seconds; an hour more or less in nights with a clock change.';
