-- How much is known of each day.
-- Grain: one row per machine and business date.
create view gold.data_coverage as
with

days as (
    select
        slices.line_id,
        slices.machine_id,
        slices.business_date,
        sum(slices.elapsed_s - slices.unscheduled_s) as scheduled_s,
        sum(slices.elapsed_s - slices.unscheduled_s - slices.planned_stop_s) as watched_s,
        sum(slices.unknown_s) as unknown_s,
        sum(slices.good_pcs + slices.scrap_pcs)::bigint as total_pcs,
        sum(slices.uncycled_pcs)::bigint as uncycled_pcs,
        min(slices.starts_at) as from_at,
        max(slices.ends_at) as to_at
    from floor.placed_slices as slices
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
        days.scheduled_s,
        days.unknown_s,
        1 - days.unknown_s / nullif(days.watched_s, 0) as coverage_ratio,
        (
            select min(status_events.at)
            from floor.status_events
            where
                status_events.machine_id = days.machine_id
                and status_events.at >= days.from_at
                and status_events.at < days.to_at
        ) as first_event_at,
        (
            select max(status_events.at)
            from floor.status_events
            where
                status_events.machine_id = days.machine_id
                and status_events.at >= days.from_at
                and status_events.at < days.to_at
        ) as last_event_at,
        days.total_pcs,
        days.uncycled_pcs
    from days
    inner join floor.machines on days.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on days.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
)

select * from final;

comment on view gold.data_coverage is
'How much is known of each day: read it beside every indicator. One row per machine and business '
'date.';
comment on column gold.data_coverage.plant is 'Plant.';
comment on column gold.data_coverage.line is 'Line.';
comment on column gold.data_coverage.line_id is 'Internal key of the line.';
comment on column gold.data_coverage.machine is 'Machine (ISA-95 work unit).';
comment on column gold.data_coverage.machine_id is 'Internal key of the machine.';
comment on column gold.data_coverage.business_date is
'Local date the shift belongs to, that is the day it began; outside all shifts the local date.';
comment on column gold.data_coverage.scheduled_s is 'Seconds within shifts that have passed.';
comment on column gold.data_coverage.unknown_s is
'Of these, outside planned stops, seconds without data: status no_data, or before the first '
'event.';
comment on column gold.data_coverage.coverage_ratio is
'Share of scheduled time outside planned stops of which there is data. Null without such time.';
comment on column gold.data_coverage.first_event_at is
'First status event of the day; null without one.';
comment on column gold.data_coverage.last_event_at is
'Last status event of the day; null without one. A state may rightly last for days.';
comment on column gold.data_coverage.total_pcs is 'Pieces, good and rejected.';
comment on column gold.data_coverage.uncycled_pcs is
'Of these, pieces made within shifts without a known ideal cycle: performance and OEE lack them.';
