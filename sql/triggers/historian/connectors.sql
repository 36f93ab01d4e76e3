-- A connector has another title: its connections show it.
select relay.announce(
    'historian.connectors',
    'connections',
    'select connection_name from changed inner join floor.connections using (protocol)'
);
