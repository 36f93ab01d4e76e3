-- A new connection: $1 name, $2 protocol, $3 settings (jsonb), $4 ingester, $5 whether it is to be
-- connected, $6 secrets (jsonb: name and value).
with

added as (
    insert into floor.connections (connection_name, protocol, config, ingester, is_enabled)
    values ($1, $2, $3::jsonb, $4, $5)
    returning connection_id
),

hidden as (
    insert into floor.connection_secrets (connection_id, secret_name, secret_value)
    select
        added.connection_id,
        given.key as secret_name,
        given.value as secret_value
    from added
    cross join jsonb_each_text($6::jsonb) as given
    where given.value is not null
)

select added.connection_id from added;
