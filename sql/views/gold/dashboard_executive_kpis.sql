-- A plant in one line: the newest business date, the last 7 and the last 30.
-- Grain: one row per plant and period. Periods are sums of days, and ratios are ratios of sums.
create view gold.dashboard_executive_kpis as
with

periods as (
    select
        listed.days,
        listed.period,
        freshness.newest_business_date - listed.days + 1 as from_date,
        freshness.newest_business_date as to_date
    from gold.freshness
    cross join (
        values
        (1, 'newest date'),
        (7, 'last 7 dates'),
        (30, 'last 30 dates')
    ) as listed (days, period)
),

days as (
    select plant_days.*
    from gold.oee_plant_day as plant_days
    where
        plant_days.business_date > (
            select freshness.newest_business_date - 30 from gold.freshness
        )
),

sums as (
    select
        days.plant_id,
        periods.days,
        periods.period,
        periods.from_date,
        periods.to_date,
        sum(days.planned_s) as planned_s,
        sum(days.run_s) as run_s,
        sum(days.ideal_s) as ideal_s,
        sum(days.fully_productive_s) as fully_productive_s,
        sum(days.unknown_s) as unknown_s,
        sum(days.scheduled_s - days.planned_stop_s) as watched_s,
        sum(days.breakdown_s) as breakdown_s,
        sum(days.operational_s + days.warning_s + days.minor_stop_s) as operating_s,
        sum(days.good_pcs)::bigint as good_pcs,
        sum(days.scrap_pcs)::bigint as scrap_pcs,
        sum(days.failures)::bigint as failures
    from days
    inner join periods on days.business_date between periods.from_date and periods.to_date
    group by
        days.plant_id, periods.days, periods.period, periods.from_date, periods.to_date
),

final as (
    select
        plants.plant_name as plant,
        sums.plant_id,
        sums.period,
        sums.days,
        sums.from_date,
        sums.to_date,
        case when sums.ideal_s > 0 then sums.fully_productive_s / nullif(sums.planned_s, 0) end
            as oee_ratio,
        sums.run_s / nullif(sums.planned_s, 0) as availability_ratio,
        sums.ideal_s / nullif(sums.run_s, 0) as performance_ratio,
        sums.fully_productive_s / nullif(sums.ideal_s, 0) as quality_ratio,
        1 - sums.unknown_s / nullif(sums.watched_s, 0) as coverage_ratio,
        sums.good_pcs,
        sums.scrap_pcs,
        sums.scrap_pcs::double precision / nullif(sums.good_pcs + sums.scrap_pcs, 0)
            as scrap_ratio,
        sums.failures,
        sums.breakdown_s,
        sums.operating_s / nullif(sums.failures, 0) as mtbf_s,
        sums.breakdown_s / nullif(sums.failures, 0) as mttr_s
    from sums
    inner join floor.plants on sums.plant_id = plants.plant_id
)

select * from final;

comment on view gold.dashboard_executive_kpis is
'A plant in one line, over the newest business date, the last 7 and the last 30: the same as '
'gold.oee_plant_over(…) of these dates under a policy that does not cap performance. One row per '
'plant and period.';
comment on column gold.dashboard_executive_kpis.plant is 'Plant.';
comment on column gold.dashboard_executive_kpis.plant_id is 'Internal key of the plant.';
comment on column gold.dashboard_executive_kpis.period is
'newest date, last 7 dates or last 30 dates.';
comment on column gold.dashboard_executive_kpis.days is 'Its business dates: 1, 7 or 30.';
comment on column gold.dashboard_executive_kpis.from_date is 'First business date.';
comment on column gold.dashboard_executive_kpis.to_date is
'Last business date: the newest that has begun, counted as far as it has passed.';
comment on column gold.dashboard_executive_kpis.oee_ratio is
'OEE: ideal seconds of good pieces / planned. Null without planned time or pieces.';
comment on column gold.dashboard_executive_kpis.availability_ratio is
'Availability: run / planned. Null without planned time.';
comment on column gold.dashboard_executive_kpis.performance_ratio is
'Performance: ideal seconds / run. Null without run time.';
comment on column gold.dashboard_executive_kpis.quality_ratio is
'Quality: ideal seconds of good pieces / of all pieces. Null without pieces.';
comment on column gold.dashboard_executive_kpis.coverage_ratio is
'Share of scheduled time outside planned stops of which there is data.';
comment on column gold.dashboard_executive_kpis.good_pcs is 'Good pieces.';
comment on column gold.dashboard_executive_kpis.scrap_pcs is 'Rejected pieces.';
comment on column gold.dashboard_executive_kpis.scrap_ratio is
'Rejected pieces / pieces. Null without pieces.';
comment on column gold.dashboard_executive_kpis.failures is
'Stops counted as breakdown that began.';
comment on column gold.dashboard_executive_kpis.breakdown_s is
'Seconds of breakdown, of all machines.';
comment on column gold.dashboard_executive_kpis.mtbf_s is
'Mean operating time between failures. Null without failures.';
comment on column gold.dashboard_executive_kpis.mttr_s is
'Mean time to repair. Null without failures.';
