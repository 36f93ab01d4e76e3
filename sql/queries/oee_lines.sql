-- OEE of each line over a period. A line in use without any figure has a row of nulls.
-- $1 to $6: business dates, shift, instants, line_id, as in gold.oee_line_over().
select
    plants.plant_name as plant,
    lines.line_name as line,
    lines.line_id,
    lines.target_oee_ratio::double precision as target_oee_ratio,
    measured.oee_ratio,
    measured.availability_ratio,
    measured.performance_ratio,
    measured.quality_ratio,
    measured.coverage_ratio,
    measured.teep_ratio,
    measured.good_pcs,
    measured.scrap_pcs,
    measured.uncycled_pcs,
    measured.scheduled_s,
    measured.planned_s,
    measured.run_s,
    measured.unknown_s,
    measured.failures,
    measured.minor_stops,
    measured.mtbf_s,
    measured.mttr_s,
    coalesce(measured.has_doubtful_cycle, false) as has_doubtful_cycle
from floor.lines
inner join floor.plants on lines.plant_id = plants.plant_id
left join gold.oee_line_over($1, $2, $3, $4, $5, $6) as measured
    on lines.line_id = measured.line_id
where
    ($6::integer is null or lines.line_id = $6)
    and (lines.retired_at is null or measured.line_id is not null)
order by plants.sort_order, plants.plant_name, lines.sort_order, lines.line_name;
