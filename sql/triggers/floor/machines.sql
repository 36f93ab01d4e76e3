-- A machine came, went, moved or was renamed: announced under its old name and its new one.
select relay.announce('floor.machines', 'machines', 'select machine_name from changed');
select relay.announce('floor.machines', 'production', 'select machine_name from changed');
