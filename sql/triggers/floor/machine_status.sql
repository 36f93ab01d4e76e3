-- A machine's state changed: its tile must change.
select relay.announce(
    'floor.machine_status',
    'machines',
    'select machine_name from changed inner join floor.machines using (machine_id)'
);
