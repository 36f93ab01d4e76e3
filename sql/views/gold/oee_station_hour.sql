-- OEE of machines by clock hour.
select floor.create_oee_view(
    'gold.oee_station_hour',
    array['line_id', 'machine_id', 'business_date', 'shift_id', 'starts_at', 'ends_at'],
    'OEE of each machine by local clock hour, cut where shifts begin and end. One row per '
    'machine, shift and clock hour.'
);
