-- A line of that name ($1) at the end of the first plant, kept by that program ($2).
-- No row where there is no plant.
insert into floor.lines (plant_id, line_name, sort_order, origin)
select
    plants.plant_id,
    $1 as line_name,
    coalesce(
        (
            select max(lines.sort_order) + 1 from floor.lines
            where lines.plant_id = plants.plant_id
        ), 0
    ) as sort_order,
    $2 as origin
from floor.plants
where plants.retired_at is null
order by plants.sort_order, plants.plant_id
limit 1
returning line_id, plant_id;
