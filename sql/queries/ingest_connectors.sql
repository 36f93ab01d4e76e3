-- Note which protocols an ingester speaks.
-- $1 JSON array: protocol, title, description, config_schema, can_browse.
insert into historian.connectors (protocol, title, description, config_schema, can_browse)
select
    spoken.protocol,
    spoken.title,
    spoken.description,
    spoken.config_schema,
    spoken.can_browse
from
    jsonb_to_recordset($1::jsonb)
        as spoken (
            protocol text,
            title text,
            description text,
            config_schema jsonb,
            can_browse boolean
        )
on conflict (protocol) do update
    set
        title = excluded.title,
        description = excluded.description,
        config_schema = excluded.config_schema,
        can_browse = excluded.can_browse,
        noted_at = clock_timestamp();
