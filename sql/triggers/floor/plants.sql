-- A plant was renamed, moved or given another zone: its lines and machines name it, and its
-- zone says when the day of their pieces begins.
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
select relay.announce(
    'floor.plants',
    'production',
    'select machine_name from changed inner join floor.lines using (plant_id)'
    ' inner join floor.machines using (line_id)'
);
