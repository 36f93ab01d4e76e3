-- A sign of life of an ingester: its connections show it.
select relay.announce(
    'historian.ingesters',
    'connections',
    'select connection_name from changed inner join floor.connections using (ingester)'
);
