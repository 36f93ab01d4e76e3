-- Reasons by the time they cost, the costliest first: the last 30 business dates.
-- Grain: one row per line and reason of an unplanned stop.
create view gold.downtime_pareto_by_reason as
with

lost as (
    select
        stretches.line_id,
        stretches.reason_id,
        count(*) filter (where stretches.is_first) as stops,
        sum(stretches.down_s) as down_s
    from gold.downtime_stretches as stretches
    where
        stretches.bucket <> 'planned_down'
        and stretches.business_date > (
            select freshness.newest_business_date - 30 from gold.freshness
        )
    group by stretches.line_id, stretches.reason_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        lost.line_id,
        row_number() over so_far as pareto_rank,
        reason_tree.reason_name as reason,
        reason_tree.path as reason_path,
        reason_tree.root_name as root_reason,
        lost.reason_id,
        lost.stops,
        lost.down_s,
        lost.down_s / nullif(sum(lost.down_s) over whole_line, 0) as share_ratio,
        sum(lost.down_s) over so_far / nullif(sum(lost.down_s) over whole_line, 0)
            as cumulative_ratio
    from lost
    inner join floor.visible_lines as lines on lost.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    left join floor.reason_tree on lost.reason_id = reason_tree.reason_id
    window
        whole_line as (partition by lost.line_id),
        so_far as (
            partition by lost.line_id
            order by lost.down_s desc, lost.reason_id asc rows unbounded preceding
        )
)

select * from final;

comment on view gold.downtime_pareto_by_reason is
'Reasons by the time they cost over the last 30 business dates. One row per line and reason of '
'an unplanned stop; order by line and pareto_rank.';
comment on column gold.downtime_pareto_by_reason.plant is 'Plant.';
comment on column gold.downtime_pareto_by_reason.line is 'Line.';
comment on column gold.downtime_pareto_by_reason.line_id is 'Internal key of the line.';
comment on column gold.downtime_pareto_by_reason.pareto_rank is
'Place within the line: 1 cost most time.';
comment on column gold.downtime_pareto_by_reason.reason is 'Why; null where nobody said.';
comment on column gold.downtime_pareto_by_reason.reason_path is
'The reason with those above it, from the top down.';
comment on column gold.downtime_pareto_by_reason.root_reason is
'The reason at the top of its branch.';
comment on column gold.downtime_pareto_by_reason.reason_id is 'Internal key of the reason.';
comment on column gold.downtime_pareto_by_reason.stops is
'Stops whose counted time began with this reason.';
comment on column gold.downtime_pareto_by_reason.down_s is 'Seconds of unplanned stops.';
comment on column gold.downtime_pareto_by_reason.share_ratio is
'Share of all seconds of unplanned stops of the line.';
comment on column gold.downtime_pareto_by_reason.cumulative_ratio is
'Share of this reason and all that cost more; 1 in the last row.';
