-- Connections as JSON: their row of the change feed, and their settings without secrets, of which
-- only the names are told. $1: one of them, or null for all.
select
    (
        to_jsonb(connection_live.*) || jsonb_build_object(
            'config', connections.config - historian.secret_names(connectors.config_schema),
            'has_secrets', array(
                select connection_secrets.secret_name
                from floor.connection_secrets
                where connection_secrets.connection_id = connections.connection_id
                order by connection_secrets.secret_name
            )
        )
    )::text as row_json
from floor.connection_live
inner join floor.connections on connection_live.connection_id = connections.connection_id
left join historian.connectors on connections.protocol = connectors.protocol
where $1::integer is null or connections.connection_id = $1
order by lower(connections.connection_name);
