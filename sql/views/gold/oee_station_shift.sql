-- OEE of machines by shift.
select floor.create_oee_view(
    'gold.oee_station_shift',
    array['line_id', 'machine_id', 'business_date', 'shift_id'],
    'OEE of each machine (station) by shift. One row per machine and shift.'
);
