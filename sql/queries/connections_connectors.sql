-- The protocols that ingesters speak, as JSON: what the form of a new connection is made from.
select
    json_build_object(
        'protocol', connectors.protocol,
        'title', connectors.title,
        'description', connectors.description,
        'can_browse', connectors.can_browse,
        'config_schema', connectors.config_schema
    )::text as row_json
from historian.connectors
order by connectors.title, connectors.protocol;
