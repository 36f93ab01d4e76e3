-- What machines do at which hour of the day: the last 30 business dates.
-- Grain: one row per line, local hour of the day and status.
create view gold.dashboard_hourly_status_patterns as
with

hours as (
    select
        slices.line_id,
        slices.starts_at,
        sum(slices.operational_s) as operational_s,
        sum(slices.warning_s) as warning_s,
        sum(slices.breakdown_s + slices.setup_s + slices.minor_stop_s + slices.planned_down_s)
            as down_s,
        sum(slices.unknown_s) as no_data_s
    from floor.placed_slices as slices
    where
        slices.shift_id is not null
        and slices.business_date > (
            select freshness.newest_business_date - 30 from gold.freshness
        )
    group by slices.line_id, slices.starts_at
),

by_hour_of_day as (
    select
        hours.line_id,
        date_part('hour', hours.starts_at at time zone plants.time_zone)::integer as hour_of_day,
        sum(hours.operational_s) as operational_s,
        sum(hours.warning_s) as warning_s,
        sum(hours.down_s) as down_s,
        sum(hours.no_data_s) as no_data_s
    from hours
    inner join floor.visible_lines as lines on hours.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    group by
        hours.line_id,
        date_part('hour', hours.starts_at at time zone plants.time_zone)::integer
),

final as (
    select
        plants.plant_name as plant,
        lines.line_name as line,
        by_hour_of_day.line_id,
        by_hour_of_day.hour_of_day,
        statuses.status,
        statuses.status_s,
        statuses.status_s / nullif(
            by_hour_of_day.operational_s + by_hour_of_day.warning_s + by_hour_of_day.down_s
            + by_hour_of_day.no_data_s,
            0
        ) as share_ratio
    from by_hour_of_day
    inner join floor.visible_lines as lines on by_hour_of_day.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    cross join lateral (
        values
        ('operational', by_hour_of_day.operational_s),
        ('warning', by_hour_of_day.warning_s),
        ('down', by_hour_of_day.down_s),
        ('no_data', by_hour_of_day.no_data_s)
    ) as statuses (status, status_s)
)

select * from final;

comment on view gold.dashboard_hourly_status_patterns is
'What machines do at which hour of the day, within shifts and outside planned stops, over the '
'last 30 business dates. One row per line, local hour of the day and status.';
comment on column gold.dashboard_hourly_status_patterns.plant is 'Plant.';
comment on column gold.dashboard_hourly_status_patterns.line is 'Line.';
comment on column gold.dashboard_hourly_status_patterns.line_id is 'Internal key of the line.';
comment on column gold.dashboard_hourly_status_patterns.hour_of_day is
'Hour of the plant''s local time, 0 to 23.';
comment on column gold.dashboard_hourly_status_patterns.status is
'operational, warning, down or no_data.';
comment on column gold.dashboard_hourly_status_patterns.status_s is
'Seconds of all machines of the line in that status.';
comment on column gold.dashboard_hourly_status_patterns.share_ratio is
'Share of all seconds of that hour of the day; the four statuses make 1. Null without any.';
