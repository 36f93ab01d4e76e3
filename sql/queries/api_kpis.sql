-- Indicators of everything that was asked for, in one row; none where nothing is known.
-- $1: plant_ids; $2, $3: first and last business date of each; $4: line_id, null for all lines.
select
    total_pcs,
    good_pcs,
    scrap_pcs as defects_pcs,
    yield_ratio,
    breakdown_s + setup_s as downtime_s,
    planned_s,
    run_s,
    availability_ratio,
    performance_ratio,
    quality_ratio,
    oee_ratio,
    coverage_ratio
from floor.oee_of_plants($1, $2, $3, $4);
