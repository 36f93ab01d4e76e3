-- What a monitoring system watches, as the database knows it.
-- Grain: one row per metric and set of labels; names and kinds as Prometheus has them.
create view floor.metrics with (security_invoker = true) as
with

ingesters as (
    select
        jsonb_build_object('ingester', ingesters.ingester) as labels,
        extract(epoch from clock_timestamp() - ingesters.seen_at)::double precision as age_s,
        extract(epoch from clock_timestamp() - ingesters.spool_oldest_at)::double precision
            as spool_age_s,
        ingesters.*
    from historian.ingesters
),

connections as (
    select
        jsonb_build_object(
            'connection', connection_live.connection_name, 'protocol', connection_live.protocol
        ) as labels,
        extract(epoch from clock_timestamp() - connection_live.seen_at)::double precision
            as heard_age_s,
        extract(epoch from clock_timestamp() - connection_live.last_sample_at)::double precision
            as sample_age_s,
        connection_live.*
    from floor.connection_live
),

figures as (
    select
        ingesters.labels,
        figure.metric_name,
        figure.value
    from ingesters
    cross join
        lateral (
            values
            ('floorcast_ingester_age_seconds', ingesters.age_s),
            ('floorcast_ingester_samples_total', ingesters.samples_stored),
            ('floorcast_ingester_samples_per_second', ingesters.samples_per_s),
            ('floorcast_ingester_dead_letters_total', ingesters.dead_letters),
            ('floorcast_spool_samples', ingesters.spool_samples),
            ('floorcast_spool_bytes', ingesters.spool_bytes),
            ('floorcast_spool_limit_bytes', ingesters.spool_limit_bytes),
            ('floorcast_spool_age_seconds', coalesce(ingesters.spool_age_s, 0)),
            ('floorcast_spool_dropped_samples_total', ingesters.dropped_samples)
        ) as figure (metric_name, value)

    union all

    select
        connections.labels,
        figure.metric_name,
        figure.value
    from connections
    cross join
        lateral (
            values
            ('floorcast_connection_heard_age_seconds', connections.heard_age_s),
            ('floorcast_connection_sample_age_seconds', connections.sample_age_s),
            ('floorcast_connection_samples_total', connections.samples),
            ('floorcast_connection_samples_per_second', connections.samples_per_s),
            ('floorcast_connection_attempts', connections.attempts),
            ('floorcast_connection_tags', connections.tags),
            ('floorcast_connection_refused_tags', connections.refused_tags)
        ) as figure (metric_name, value)

    union all

    select
        connections.labels || jsonb_build_object('state', states.state) as labels,
        'floorcast_connection_state' as metric_name,
        (connections.state = states.state)::integer as value
    from connections
    cross join (
        values ('waiting'), ('connecting'), ('connected'), ('lost'), ('failed'), ('disabled')
    ) as states (state)

    union all

    select
        jsonb_build_object('source', dead_letters.source) as labels,
        'floorcast_dead_letters' as metric_name,
        count(*) as value
    from historian.dead_letters
    group by dead_letters.source
),

described (metric_name, metric_type, help) as (
    values
    ('floorcast_ingester_age_seconds', 'gauge', 'Seconds since its last sign of life.'),
    ('floorcast_ingester_samples_total', 'counter', 'Samples stored since it started.'),
    ('floorcast_ingester_samples_per_second', 'gauge', 'Samples stored a second, lately.'),
    ('floorcast_ingester_dead_letters_total', 'counter', 'Samples refused since it started.'),
    ('floorcast_spool_samples', 'gauge', 'Samples that wait to be stored.'),
    ('floorcast_spool_bytes', 'gauge', 'Bytes that wait to be stored.'),
    ('floorcast_spool_limit_bytes', 'gauge', 'Bytes the spool may hold.'),
    ('floorcast_spool_age_seconds', 'gauge', 'Seconds the oldest batch has waited; 0: none does.'),
    ('floorcast_spool_dropped_samples_total', 'counter', 'Samples lost because it was full.'),
    ('floorcast_connection_state', 'gauge', '1 for the state it is in, 0 for the others.'),
    ('floorcast_connection_heard_age_seconds', 'gauge', 'Seconds since its device was heard.'),
    ('floorcast_connection_sample_age_seconds', 'gauge', 'Age of its newest sample.'),
    ('floorcast_connection_samples_total', 'counter', 'Samples since its ingester started.'),
    ('floorcast_connection_samples_per_second', 'gauge', 'Samples a second, lately.'),
    ('floorcast_connection_attempts', 'gauge', 'Attempts since it was last connected.'),
    ('floorcast_connection_tags', 'gauge', 'Tags that are mapped.'),
    ('floorcast_connection_refused_tags', 'gauge', 'Tags that the device refuses.'),
    ('floorcast_dead_letters', 'gauge', 'Samples kept that could not be stored.')
),

final as (
    select
        described.metric_name,
        described.metric_type,
        described.help,
        figures.labels,
        figures.value::double precision as value
    from figures
    inner join described on figures.metric_name = described.metric_name
    where figures.value is not null
)

select * from final;

comment on view floor.metrics is
'What a monitoring system watches, as the database knows it; the page /metrics tells it, with '
'figures of the server. One row per metric and set of labels.';
comment on column floor.metrics.metric_name is
'Name as Prometheus has it, with its unit, for example floorcast_spool_bytes.';
comment on column floor.metrics.metric_type is
'counter (only rises, from 0 at each start) or gauge.';
comment on column floor.metrics.help is 'What it says, in a sentence.';
comment on column floor.metrics.labels is
'Whose it is: an object of texts, for example {"ingester": "main"}.';
comment on column floor.metrics.value is 'Its value now.';
