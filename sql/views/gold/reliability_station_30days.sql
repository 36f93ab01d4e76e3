-- How often machines fail and how fast they are back: the last 30 business dates.
-- Grain: one row per machine.
create view gold.reliability_station_30days as
with

sums as (
    select
        days.line_id,
        days.machine_id,
        sum(days.failures)::bigint as failures,
        sum(days.operational_s + days.warning_s + days.minor_stop_s) as operating_s,
        sum(days.breakdown_s) as breakdown_s
    from gold.oee_station_day as days
    where
        days.business_date > (
            select freshness.newest_business_date - 30 from gold.freshness
        )
    group by days.line_id, days.machine_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        sums.line_id,
        machines.machine_name as machine,
        machines.machine_type,
        sums.machine_id,
        sums.failures,
        sums.operating_s,
        sums.breakdown_s,
        sums.operating_s / nullif(sums.failures, 0) as mtbf_s,
        sums.breakdown_s / nullif(sums.failures, 0) as mttr_s,
        sums.operating_s / nullif(sums.operating_s + sums.breakdown_s, 0)
            as inherent_availability_ratio
    from sums
    inner join floor.machines on sums.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on sums.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
)

select * from final;

comment on view gold.reliability_station_30days is
'How often machines fail and how fast they are back, over the last 30 business dates. One row '
'per machine.';
comment on column gold.reliability_station_30days.plant is 'Plant.';
comment on column gold.reliability_station_30days.line is 'Line.';
comment on column gold.reliability_station_30days.line_id is 'Internal key of the line.';
comment on column gold.reliability_station_30days.machine is 'Machine (ISA-95 work unit).';
comment on column gold.reliability_station_30days.machine_type is 'Kind of machine.';
comment on column gold.reliability_station_30days.machine_id is 'Internal key of the machine.';
comment on column gold.reliability_station_30days.failures is
'Stops counted as breakdown that began.';
comment on column gold.reliability_station_30days.operating_s is
'Planned seconds operational, with a warning or in minor stops.';
comment on column gold.reliability_station_30days.breakdown_s is 'Planned seconds of breakdown.';
comment on column gold.reliability_station_30days.mtbf_s is
'Mean operating time between failures: operating / failures. Null without failures.';
comment on column gold.reliability_station_30days.mttr_s is
'Mean time to repair: breakdown / failures. Null without failures.';
comment on column gold.reliability_station_30days.inherent_availability_ratio is
'Operating / (operating + breakdown). Null without either.';
