-- The lines a map draws, in order: topic "config" of the change feed.
-- Grain: one row per line in use.
create view floor.line_live with (security_invoker = true) as
select
    lines.line_name as line,
    plants.plant_name as plant,
    plants.time_zone,
    plants.sort_order as plant_sort_order,
    lines.sort_order as line_sort_order
from floor.lines
inner join floor.plants on lines.plant_id = plants.plant_id
where lines.retired_at is null and plants.retired_at is null;

comment on view floor.line_live is
'The lines a map draws and their plant; rows of the topic config. One row per line in use.';
comment on column floor.line_live.line is 'Name of the line; the key of the row.';
comment on column floor.line_live.plant is 'Plant the line belongs to.';
comment on column floor.line_live.time_zone is 'IANA time zone of the plant.';
comment on column floor.line_live.plant_sort_order is 'Place of the plant among the plants.';
comment on column floor.line_live.line_sort_order is 'Place of the line within its plant.';
