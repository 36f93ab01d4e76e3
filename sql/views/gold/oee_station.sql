-- OEE of each machine, over all time or any period.
select floor.create_oee_view(
    'gold.oee_station',
    array['line_id', 'machine_id'],
    'OEE of each machine over all time; gold.oee_station_over(…) for any period. One row per '
    'machine.',
    p_function => 'gold.oee_station_over'
);
