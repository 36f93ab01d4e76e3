-- Name of a connection.
-- $1 integer: connection_id. No row where there is none.
select connections.connection_name
from floor.connections
where connections.connection_id = $1;
