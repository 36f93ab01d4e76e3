-- What a connection ($1) is asked with. No row where it is gone.
select
    connections.protocol,
    connections.config::text as config_json,
    connections.ingester
from floor.connections
where connections.connection_id = $1;
