-- Machines by the time their stops cost, the costliest first: the last 30 business dates.
-- Grain: one row per machine that stood unplanned.
create view gold.downtime_pareto_by_machine as
with

lost as (
    select
        stretches.line_id,
        stretches.machine_id,
        count(*) filter (where stretches.is_first) as stops,
        sum(stretches.down_s) as down_s,
        sum(stretches.down_s) filter (where stretches.bucket = 'breakdown') as breakdown_s,
        sum(stretches.down_s) filter (where stretches.bucket = 'setup') as setup_s,
        sum(stretches.down_s) filter (where stretches.bucket = 'minor_stop') as minor_stop_s
    from gold.downtime_stretches as stretches
    where
        stretches.bucket <> 'planned_down'
        and stretches.business_date > (
            select freshness.newest_business_date - 30 from gold.freshness
        )
    group by stretches.line_id, stretches.machine_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        lost.line_id,
        row_number() over so_far as pareto_rank,
        machines.machine_name as machine,
        lost.machine_id,
        lost.stops,
        lost.down_s,
        coalesce(lost.breakdown_s, 0) as breakdown_s,
        coalesce(lost.setup_s, 0) as setup_s,
        coalesce(lost.minor_stop_s, 0) as minor_stop_s,
        lost.down_s / nullif(sum(lost.down_s) over whole_line, 0) as share_ratio,
        sum(lost.down_s) over so_far / nullif(sum(lost.down_s) over whole_line, 0)
            as cumulative_ratio
    from lost
    inner join floor.machines on lost.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on lost.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    window
        whole_line as (partition by lost.line_id),
        so_far as (
            partition by lost.line_id
            order by lost.down_s desc, lost.machine_id asc rows unbounded preceding
        )
)

select * from final;

comment on view gold.downtime_pareto_by_machine is
'Machines by the time their unplanned stops cost over the last 30 business dates. One row per '
'machine that stood unplanned; order by line and pareto_rank.';
comment on column gold.downtime_pareto_by_machine.plant is 'Plant.';
comment on column gold.downtime_pareto_by_machine.line is 'Line.';
comment on column gold.downtime_pareto_by_machine.line_id is 'Internal key of the line.';
comment on column gold.downtime_pareto_by_machine.pareto_rank is
'Place within the line: 1 cost most time.';
comment on column gold.downtime_pareto_by_machine.machine is 'Machine (ISA-95 work unit).';
comment on column gold.downtime_pareto_by_machine.machine_id is 'Internal key of the machine.';
comment on column gold.downtime_pareto_by_machine.stops is 'Stops whose counted time began.';
comment on column gold.downtime_pareto_by_machine.down_s is 'Seconds of unplanned stops.';
comment on column gold.downtime_pareto_by_machine.breakdown_s is 'Of these, breakdowns.';
comment on column gold.downtime_pareto_by_machine.setup_s is 'Of these, setup and adjustment.';
comment on column gold.downtime_pareto_by_machine.minor_stop_s is 'Of these, minor stops.';
comment on column gold.downtime_pareto_by_machine.share_ratio is
'Share of all seconds of unplanned stops of the line.';
comment on column gold.downtime_pareto_by_machine.cumulative_ratio is
'Share of this machine and all that cost more; 1 in the last row.';
