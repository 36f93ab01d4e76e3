-- Target against actual by hour, with what cost the most time; of each line drawn to one scale.
-- $1 to $6: business dates, shift, instants, line_id, null for all.
select
    pace.plant,
    pace.line,
    pace.line_id,
    pace.business_date,
    pace.shift_name,
    pace.shift_id,
    pace.starts_at,
    pace.ends_at,
    pace.target_pcs,
    pace.good_pcs,
    pace.gap_pcs,
    pace.cumulative_target_pcs,
    pace.cumulative_good_pcs,
    pace.cumulative_good_pcs - pace.cumulative_target_pcs as cumulative_gap_pcs,
    pace.scrap_pcs,
    pace.oee_ratio,
    loss_steps.step_name as main_loss,
    pace.main_loss_s,
    pace.good_pcs / nullif(
        greatest(max(pace.good_pcs) over of_line, max(pace.target_pcs) over of_line), 0
    ) as good_ratio,
    pace.target_pcs / nullif(
        greatest(max(pace.good_pcs) over of_line, max(pace.target_pcs) over of_line), 0
    ) as target_ratio
from gold.pace_line_hour as pace
inner join floor.lines on pace.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
left join gold.loss_steps on pace.main_loss = loss_steps.step
where
    pace.business_date between $1::date and $2::date
    and ($3::text is null or pace.shift_name = $3)
    and ($4::timestamptz is null or pace.starts_at >= $4)
    and ($5::timestamptz is null or pace.starts_at < $5)
    and ($6::integer is null or pace.line_id = $6)
window of_line as (partition by pace.line_id)
order by
    plants.sort_order,
    plants.plant_name,
    lines.sort_order,
    lines.line_name,
    pace.starts_at;
