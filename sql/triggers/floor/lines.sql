-- A line came, went, moved or was renamed: its header, and the line its machines name.
select relay.announce('floor.lines', 'config', 'select ''line/'' || line_name from changed');
select relay.announce(
    'floor.lines',
    'machines',
    'select machine_name from changed inner join floor.machines using (line_id)'
);
select relay.announce(
    'floor.lines',
    'production',
    'select machine_name from changed inner join floor.machines using (line_id)'
);
