-- Indicators of lines over business dates: every line in use, and those that left since.
-- $1, $2: first and last business date; $3: plant_ids; $4: line_id, null for all lines.
with

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        lines.retired_at is not null as is_retired,
        $1::date as from_date,
        $2::date as to_date,
        coalesce(oee.total_pcs, 0) as total_pcs,
        coalesce(oee.good_pcs, 0) as good_pcs,
        coalesce(oee.scrap_pcs, 0) as defects_pcs,
        oee.yield_ratio,
        coalesce(oee.breakdown_s + oee.setup_s, 0) as downtime_s,
        coalesce(oee.planned_s, 0) as planned_s,
        coalesce(oee.run_s, 0) as run_s,
        oee.availability_ratio,
        oee.performance_ratio,
        oee.quality_ratio,
        oee.oee_ratio,
        oee.coverage_ratio,
        plants.sort_order as plant_sort_order,
        lines.sort_order as line_sort_order
    from floor.lines
    inner join floor.plants on lines.plant_id = plants.plant_id
    left join
        gold.oee_line_over(p_from => $1, p_to => $2, p_line_id => $4) as oee
        on lines.line_id = oee.line_id
    where
        plants.plant_id = any($3::integer[])
        and ($4::integer is null or lines.line_id = $4)
        and (lines.retired_at is null or oee.line_id is not null or lines.line_id = $4)
)

select
    plant,
    line,
    is_retired,
    from_date,
    to_date,
    total_pcs,
    good_pcs,
    defects_pcs,
    yield_ratio,
    downtime_s,
    planned_s,
    run_s,
    availability_ratio,
    performance_ratio,
    quality_ratio,
    oee_ratio,
    coverage_ratio
from final
order by plant_sort_order, plant, line_sort_order, line;
