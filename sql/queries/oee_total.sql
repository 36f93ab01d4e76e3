-- OEE of everything that is shown: of each plant, or of the one line.
-- $1 to $6: business dates, shift, instants, line_id, as in gold.oee_plant_over().
select
    measured.plant,
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
    measured.has_doubtful_cycle
from gold.oee_plant_over($1, $2, $3, $4, $5, $6) as measured
inner join floor.plants on measured.plant_id = plants.plant_id
left join floor.lines on lines.line_id = $6
order by plants.sort_order, measured.plant;
