-- Machines by what their breakdowns cost, the worst first: the last 30 business dates.
-- Grain: one row per machine that broke down.
create view gold.dashboard_problematic_machines_30days as
with

by_reason as (
    select
        stretches.machine_id,
        stretches.reason_id,
        sum(stretches.down_s) as breakdown_s
    from gold.downtime_stretches as stretches
    where
        stretches.bucket = 'breakdown'
        and stretches.business_date > (
            select freshness.newest_business_date - 30 from gold.freshness
        )
    group by stretches.machine_id, stretches.reason_id
),

main_reasons as (
    select distinct on (by_reason.machine_id)
        by_reason.machine_id,
        by_reason.reason_id,
        by_reason.breakdown_s
    from by_reason
    order by by_reason.machine_id asc, by_reason.breakdown_s desc, by_reason.reason_id asc
),

final as (
    select
        reliability.plant,
        reliability.line,
        reliability.line_id,
        row_number() over (
            order by reliability.breakdown_s desc, reliability.machine_id asc
        ) as problem_rank,
        reliability.machine,
        reliability.machine_type,
        reliability.machine_id,
        reliability.failures,
        reliability.breakdown_s,
        reliability.mtbf_s,
        reliability.mttr_s,
        reliability.inherent_availability_ratio,
        reason_tree.reason_name as main_reason,
        main_reasons.breakdown_s as main_reason_s
    from gold.reliability_station_30days as reliability
    inner join main_reasons on reliability.machine_id = main_reasons.machine_id
    left join floor.reason_tree on main_reasons.reason_id = reason_tree.reason_id
)

select * from final;

comment on view gold.dashboard_problematic_machines_30days is
'Machines by what their breakdowns cost over the last 30 business dates. One row per machine '
'that broke down; order by problem_rank.';
comment on column gold.dashboard_problematic_machines_30days.plant is 'Plant.';
comment on column gold.dashboard_problematic_machines_30days.line is 'Line.';
comment on column gold.dashboard_problematic_machines_30days.line_id is 'Internal key of the line.';
comment on column gold.dashboard_problematic_machines_30days.problem_rank is
'Place among all machines: 1 was broken down longest.';
comment on column gold.dashboard_problematic_machines_30days.machine is
'Machine (ISA-95 work unit).';
comment on column gold.dashboard_problematic_machines_30days.machine_type is 'Kind of machine.';
comment on column gold.dashboard_problematic_machines_30days.machine_id is
'Internal key of the machine.';
comment on column gold.dashboard_problematic_machines_30days.failures is
'Stops counted as breakdown that began.';
comment on column gold.dashboard_problematic_machines_30days.breakdown_s is
'Planned seconds of breakdown.';
comment on column gold.dashboard_problematic_machines_30days.mtbf_s is
'Mean operating time between failures. Null without failures.';
comment on column gold.dashboard_problematic_machines_30days.mttr_s is
'Mean time to repair. Null without failures.';
comment on column gold.dashboard_problematic_machines_30days.inherent_availability_ratio is
'Operating / (operating + breakdown).';
comment on column gold.dashboard_problematic_machines_30days.main_reason is
'The reason that cost most; null where nobody said.';
comment on column gold.dashboard_problematic_machines_30days.main_reason_s is 'Seconds it cost.';
