-- Lines that can be chosen on the page of OEE, in their order.
select
    lines.line_id,
    lines.line_name as line,
    plants.plant_name as plant,
    plants.time_zone
from floor.lines
inner join floor.plants on lines.plant_id = plants.plant_id
where lines.retired_at is null and plants.retired_at is null
order by plants.sort_order, plants.plant_name, lines.sort_order, lines.line_name;
