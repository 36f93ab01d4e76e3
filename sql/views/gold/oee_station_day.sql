-- OEE of machines by local day.
select floor.create_oee_view(
    'gold.oee_station_day',
    array['line_id', 'machine_id', 'business_date'],
    'OEE of each machine by business date: all shifts that began on that local day. One row '
    'per machine and day.'
);
