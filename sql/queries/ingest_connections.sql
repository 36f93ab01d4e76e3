-- The connections of an ingester with their secrets and tags, and those it runs although they
-- are another one's by now. One row per connection.
-- $1 name of the ingester, $2 connections it runs.
select
    connections.connection_id,
    connections.connection_name,
    connections.protocol,
    connections.config,
    connections.ingester = $1 as is_ours,
    connections.is_enabled,
    connections.reloaded_at,
    (
        select
            coalesce(
                jsonb_object_agg(connection_secrets.secret_name, connection_secrets.secret_value),
                '{}'
            )
        from floor.connection_secrets
        where connection_secrets.connection_id = connections.connection_id
    ) as secrets,
    (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'tag_id', tags.tag_id,
                        'address', tags.address,
                        'tag_name', tags.tag_name,
                        'deadband', tags.deadband,
                        'is_enabled', tags.is_enabled
                    )
                    order by tags.tag_id
                ),
                '[]'
            )
        from floor.tags
        where tags.connection_id = connections.connection_id
    ) as tags,
    connection_states.seen_at
from floor.connections
left join historian.connection_states
    on connections.connection_id = connection_states.connection_id
where connections.ingester = $1 or connections.connection_id = any($2::integer[])
order by connections.connection_id;
