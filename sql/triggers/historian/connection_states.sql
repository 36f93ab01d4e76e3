-- How connections fare: announced as it changes.
select relay.announce(
    'historian.connection_states',
    'connections',
    'select connection_name from changed inner join floor.connections using (connection_id)'
);
