-- Have a connection ($1) closed and opened anew. No row where it is gone.
update floor.connections
set reloaded_at = clock_timestamp()
where connection_id = $1
returning connection_id;
