-- The connection of a name ($1, ignoring case), or null, and names that come close. Always one row.
select
    (
        select connections.connection_id
        from floor.connections
        where lower(connections.connection_name) = lower($1)
    ) as connection_id,
    (
        select floor.similar_names($1, array_agg(connections.connection_name))
        from floor.connections
    ) as similar_names;
