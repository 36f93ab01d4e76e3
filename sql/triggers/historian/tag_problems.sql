-- A device refuses tags: their connections count them.
select relay.announce(
    'historian.tag_problems',
    'connections',
    'select connection_name from changed inner join floor.tags using (tag_id)'
    ' inner join floor.connections using (connection_id)'
);
