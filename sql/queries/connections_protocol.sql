-- What is known of a protocol ($1) and of the ingester ($2) that is to speak it. Always one row.
select
    connectors.protocol is not null as is_known,
    historian.secret_names(connectors.config_schema) as secret_names,
    (
        select string_agg(known.protocol, ', ' order by known.protocol)
        from historian.connectors as known
    ) as protocols,
    coalesce(
        (
            select ingesters.seen_at > clock_timestamp() - interval '10 seconds'
            from historian.ingesters
            where ingesters.ingester = $2
        ),
        false
    ) as is_ingester_alive
from (values ($1::text)) as wanted (protocol)
left join historian.connectors on wanted.protocol = connectors.protocol;
