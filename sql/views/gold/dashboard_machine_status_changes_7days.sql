-- How restless machines are: the last 7 business dates.
-- Grain: one row per machine and business date.
create view gold.dashboard_machine_status_changes_7days as
with

days as (
    select
        slices.line_id,
        slices.machine_id,
        slices.business_date,
        sum(slices.status_changes)::bigint as status_changes,
        sum(slices.failures)::bigint as failures,
        sum(slices.minor_stops)::bigint as minor_stops
    from floor.placed_slices as slices
    where
        slices.business_date > (
            select freshness.newest_business_date - 7 from gold.freshness
        )
    group by slices.line_id, slices.machine_id, slices.business_date
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        days.line_id,
        machines.machine_name as machine,
        days.machine_id,
        days.business_date,
        days.status_changes,
        days.failures,
        days.minor_stops
    from days
    inner join floor.machines on days.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on days.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
)

select * from final;

comment on view gold.dashboard_machine_status_changes_7days is
'How often machines changed their status over the last 7 business dates. One row per machine and '
'business date.';
comment on column gold.dashboard_machine_status_changes_7days.plant is 'Plant.';
comment on column gold.dashboard_machine_status_changes_7days.line is 'Line.';
comment on column gold.dashboard_machine_status_changes_7days.line_id is
'Internal key of the line.';
comment on column gold.dashboard_machine_status_changes_7days.machine is
'Machine (ISA-95 work unit).';
comment on column gold.dashboard_machine_status_changes_7days.machine_id is
'Internal key of the machine.';
comment on column gold.dashboard_machine_status_changes_7days.business_date is
'Local date the shift belongs to, that is the day it began; outside all shifts the local date.';
comment on column gold.dashboard_machine_status_changes_7days.status_changes is
'Times the machine came into another status; an event that repeats a status is none.';
comment on column gold.dashboard_machine_status_changes_7days.failures is
'Of these, stops counted as breakdown.';
comment on column gold.dashboard_machine_status_changes_7days.minor_stops is
'Of these, minor stops.';
