-- OEE of machines by shift: cells of the heat map, by place on the floor and in order of time.
-- $1, $2: business dates; $3: shift, null for all; $4: line_id, null for all.
select
    measured.plant,
    measured.line,
    measured.machine,
    machines.short_name,
    measured.business_date,
    measured.shift_name,
    measured.shift_id,
    measured.starts_at,
    measured.oee_ratio,
    measured.coverage_ratio,
    measured.has_doubtful_cycle
from gold.oee_station_shift as measured
inner join floor.machines on measured.machine_id = machines.machine_id
inner join floor.lines on measured.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
where
    measured.business_date between $1::date and $2::date
    and ($3::text is null or measured.shift_name = $3)
    and ($4::integer is null or measured.line_id = $4)
order by
    plants.sort_order,
    plants.plant_name,
    lines.sort_order,
    lines.line_name,
    machines.map_y,
    machines.map_x,
    measured.starts_at;
