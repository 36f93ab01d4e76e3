-- Change a connection ($1) where something differs: $2 name, $3 protocol, $4 settings (jsonb),
-- $5 ingester, $6 whether it is to be connected; null leaves each as it is. $7 secrets (jsonb):
-- what is not given stays, null erases it. No row where the connection is gone.
with

wanted as (
    select
        connections.connection_id,
        coalesce($2, connections.connection_name) as connection_name,
        coalesce($3, connections.protocol) as protocol,
        coalesce($4::jsonb, connections.config) as config,
        coalesce($5, connections.ingester) as ingester,
        coalesce($6, connections.is_enabled) as is_enabled
    from floor.connections
    where connections.connection_id = $1
),

given as (
    select
        wanted.connection_id,
        secrets.key as secret_name,
        secrets.value as secret_value
    from wanted
    cross join jsonb_each_text($7::jsonb) as secrets
),

changed as (
    update floor.connections
    set
        connection_name = wanted.connection_name,
        protocol = wanted.protocol,
        config = wanted.config,
        ingester = wanted.ingester,
        is_enabled = wanted.is_enabled
    from wanted
    where
        connections.connection_id = wanted.connection_id
        and (
            connections.connection_name,
            connections.protocol,
            connections.config,
            connections.ingester,
            connections.is_enabled
        ) is distinct from (
            wanted.connection_name,
            wanted.protocol,
            wanted.config,
            wanted.ingester,
            wanted.is_enabled
        )
),

erased as (
    delete from floor.connection_secrets
    using given
    where
        connection_secrets.connection_id = given.connection_id
        and connection_secrets.secret_name = given.secret_name
        and given.secret_value is null
),

-- what is kept may not be read here: a trigger leaves alone what is given again as it was
kept as (
    update floor.connection_secrets
    set secret_value = given.secret_value
    from given
    where
        connection_secrets.connection_id = given.connection_id
        and connection_secrets.secret_name = given.secret_name
        and given.secret_value is not null
),

added as (
    insert into floor.connection_secrets (connection_id, secret_name, secret_value)
    select
        given.connection_id,
        given.secret_name,
        given.secret_value
    from given
    where
        given.secret_value is not null
        and not exists (
            select
            from floor.connection_secrets as stored
            where
                stored.connection_id = given.connection_id
                and stored.secret_name = given.secret_name
        )
)

select wanted.connection_id from wanted;
