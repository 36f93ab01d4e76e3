-- A plant was renamed, moved or given another zone: its lines and its machines name it.
select relay.announce(
    'floor.plants',
    'config',
    'select ''line/'' || line_name from changed inner join floor.lines using (plant_id)'
);
select relay.announce(
    'floor.plants',
    'machines',
    'select machine_name from changed inner join floor.lines using (plant_id)'
    ' inner join floor.machines using (line_id)'
);
