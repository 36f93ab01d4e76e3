-- A tag for samples of a table, on the connection Imported, which no ingester runs.
-- $1 name, $2 machine or null. Returns its key.
with

made as (
    insert into floor.connections (connection_name, protocol, is_enabled)
    values ('Imported', 'import', false)
    on conflict ((lower(connection_name))) do nothing
    returning connection_id
),

home as (
    select made.connection_id
    from made
    union all
    select connections.connection_id
    from floor.connections
    where lower(connections.connection_name) = 'imported'
    limit 1
)

insert into floor.tags (connection_id, address, tag_name, machine_id)
select
    home.connection_id,
    $1 as address,
    $1 as tag_name,
    $2 as machine_id
from home
on conflict (connection_id, address, machine_id, role) do update set is_enabled = true
returning tag_id;
