-- Losses by the time they cost, the costliest first: the last 30 business dates.
-- Grain: one row per line and loss of unplanned stops.
create view gold.downtime_pareto_by_category as
with

lost as (
    select
        stretches.line_id,
        stretches.bucket,
        count(*) filter (where stretches.is_first) as stops,
        sum(stretches.down_s) as down_s
    from gold.downtime_stretches as stretches
    where
        stretches.bucket <> 'planned_down'
        and stretches.business_date > (
            select freshness.newest_business_date - 30 from gold.freshness
        )
    group by stretches.line_id, stretches.bucket
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        lost.line_id,
        row_number() over so_far as pareto_rank,
        lost.bucket,
        loss_categories.loss_name as category,
        lost.stops,
        lost.down_s,
        lost.down_s / nullif(sum(lost.down_s) over whole_line, 0) as share_ratio,
        sum(lost.down_s) over so_far / nullif(sum(lost.down_s) over whole_line, 0)
            as cumulative_ratio
    from lost
    inner join floor.visible_lines as lines on lost.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    inner join floor.loss_categories on lost.bucket = loss_categories.loss_category
    window
        whole_line as (partition by lost.line_id),
        so_far as (
            partition by lost.line_id
            order by lost.down_s desc, lost.bucket asc rows unbounded preceding
        )
)

select * from final;

comment on view gold.downtime_pareto_by_category is
'Losses of unplanned stops by the time they cost over the last 30 business dates. One row per '
'line and loss; order by line and pareto_rank.';
comment on column gold.downtime_pareto_by_category.plant is 'Plant.';
comment on column gold.downtime_pareto_by_category.line is 'Line.';
comment on column gold.downtime_pareto_by_category.line_id is 'Internal key of the line.';
comment on column gold.downtime_pareto_by_category.pareto_rank is
'Place within the line: 1 cost most time.';
comment on column gold.downtime_pareto_by_category.bucket is
'What the seconds count as: breakdown, setup or minor_stop.';
comment on column gold.downtime_pareto_by_category.category is 'Name of that big loss.';
comment on column gold.downtime_pareto_by_category.stops is
'Stops whose counted time began as this loss.';
comment on column gold.downtime_pareto_by_category.down_s is 'Seconds of unplanned stops.';
comment on column gold.downtime_pareto_by_category.share_ratio is
'Share of all seconds of unplanned stops of the line.';
comment on column gold.downtime_pareto_by_category.cumulative_ratio is
'Share of this loss and all that cost more; 1 in the last row.';
