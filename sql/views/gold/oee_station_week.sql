-- OEE of machines by week.
select floor.create_oee_view(
    'gold.oee_station_week',
    array['line_id', 'machine_id', 'week_starts_on'],
    'OEE of each machine by week. One row per machine and week.'
);
