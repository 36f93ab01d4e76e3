-- How much of the time machines ran: the last 7 business dates.
-- Grain: one row per machine.
create view gold.dashboard_machine_uptime_7days as
with

sums as (
    select
        slices.line_id,
        slices.machine_id,
        sum(slices.operational_s + slices.warning_s) as up_s,
        sum(slices.breakdown_s + slices.setup_s + slices.minor_stop_s + slices.planned_down_s)
            as down_s,
        sum(slices.unknown_s) as unknown_s
    from floor.placed_slices as slices
    where
        slices.business_date > (
            select freshness.newest_business_date - 7 from gold.freshness
        )
    group by slices.line_id, slices.machine_id
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        sums.line_id,
        machines.machine_name as machine,
        sums.machine_id,
        sums.up_s,
        sums.down_s,
        sums.unknown_s,
        sums.up_s / nullif(sums.up_s + sums.down_s, 0) as uptime_ratio,
        1 - sums.unknown_s / nullif(sums.up_s + sums.down_s + sums.unknown_s, 0) as coverage_ratio
    from sums
    inner join floor.machines on sums.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on sums.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
)

select * from final;

comment on view gold.dashboard_machine_uptime_7days is
'How much of the time within shifts, outside planned stops, machines ran over the last 7 '
'business dates. One row per machine.';
comment on column gold.dashboard_machine_uptime_7days.plant is 'Plant.';
comment on column gold.dashboard_machine_uptime_7days.line is 'Line.';
comment on column gold.dashboard_machine_uptime_7days.line_id is 'Internal key of the line.';
comment on column gold.dashboard_machine_uptime_7days.machine is 'Machine (ISA-95 work unit).';
comment on column gold.dashboard_machine_uptime_7days.machine_id is 'Internal key of the machine.';
comment on column gold.dashboard_machine_uptime_7days.up_s is
'Seconds operational or running with a warning.';
comment on column gold.dashboard_machine_uptime_7days.down_s is
'Seconds down, for whatever reason, planned or not.';
comment on column gold.dashboard_machine_uptime_7days.unknown_s is 'Seconds without data.';
comment on column gold.dashboard_machine_uptime_7days.uptime_ratio is
'Up / (up + down): of the time of which there is data. Null without any.';
comment on column gold.dashboard_machine_uptime_7days.coverage_ratio is
'Share of the time of which there is data. Null without such time.';
