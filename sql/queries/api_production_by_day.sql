-- Pieces of each machine and business date.
-- $1, $2: first and last business date; $3: plant_ids; $4: line_id, null for all lines;
-- $5: machine_id, null for all machines; $6: how many rows at most.
with

days as (
    select *
    from gold.oee_station_day
    where
        business_date between $1 and $2
        and ($4::integer is null or line_id = $4)
        and ($5::integer is null or machine_id = $5)
)

select
    days.plant,
    days.line,
    days.machine,
    days.business_date,
    days.good_pcs,
    days.scrap_pcs,
    days.total_pcs,
    days.yield_ratio
from days
inner join floor.lines on days.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
where plants.plant_id = any($3::integer[])
order by
    days.business_date, plants.sort_order, days.plant, lines.sort_order, days.line, days.machine
limit $6;
