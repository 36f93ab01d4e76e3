-- How a connection fares: topic "connections" of the change feed.
-- Grain: one row per connection.
create view floor.connection_live with (security_invoker = true) as
select
    connections.connection_id,
    connections.connection_name,
    connections.protocol,
    coalesce(connectors.title, connections.protocol) as title,
    connections.is_enabled,
    case
        when not connections.is_enabled then 'disabled'
        -- enabled again, but no ingester took notice yet
        when states.state is null or states.state = 'disabled' then 'waiting'
        else states.state
    end as state,
    states.since_at,
    states.seen_at,
    states.last_sample_at,
    coalesce(states.samples_per_s, 0) as samples_per_s,
    coalesce(states.samples, 0) as samples,
    coalesce(states.attempts, 0) as attempts,
    coalesce(states.problem, '') as problem,
    coalesce(states.hint, '') as hint,
    coalesce(states.details, '{}') as details,
    mapped.tags,
    mapped.refused_tags,
    connections.ingester,
    ingesters.seen_at as ingester_seen_at,
    ingesters.spool_samples,
    ingesters.spool_bytes,
    ingesters.spool_limit_bytes,
    ingesters.spool_oldest_at,
    ingesters.dropped_samples,
    ingesters.dead_letters,
    ingesters.problem as ingester_problem
from floor.connections
left join historian.connectors on connections.protocol = connectors.protocol
left join historian.ingesters on connections.ingester = ingesters.ingester
left join historian.connection_states as states
    on connections.connection_id = states.connection_id
cross join lateral (
    select
        count(*) as tags,
        count(tag_problems.tag_id) as refused_tags
    from floor.tags
    left join historian.tag_problems on tags.tag_id = tag_problems.tag_id
    where tags.connection_id = connections.connection_id
) as mapped;

comment on view floor.connection_live is
'How each connection fares, with its ingester; rows of the topic connections. One row per '
'connection.';
comment on column floor.connection_live.connection_id is 'Internal key.';
comment on column floor.connection_live.connection_name is 'Its name; the key of the topic.';
comment on column floor.connection_live.protocol is 'Which connector speaks with it.';
comment on column floor.connection_live.title is
'Name of the protocol for people; the protocol itself before an ingester told.';
comment on column floor.connection_live.is_enabled is 'Whether it is to be connected.';
comment on column floor.connection_live.state is
'waiting (no ingester took it up), connecting, connected, lost (trying again), failed (a person '
'must change something) or disabled.';
comment on column floor.connection_live.since_at is
'Since when it is in this state; null before an ingester took it up.';
comment on column floor.connection_live.seen_at is
'When its device was last heard from; null before an ingester took it up.';
comment on column floor.connection_live.last_sample_at is
'Source time of its newest sample; null without one.';
comment on column floor.connection_live.samples_per_s is 'Samples a second, lately.';
comment on column floor.connection_live.samples is 'Samples since the ingester started.';
comment on column floor.connection_live.attempts is
'Attempts to connect since it was last connected.';
comment on column floor.connection_live.problem is
'Why it is lost or failed; empty: nothing is wrong.';
comment on column floor.connection_live.hint is 'What to do about it.';
comment on column floor.connection_live.details is
'What was agreed with the device, for people: an object of texts.';
comment on column floor.connection_live.tags is 'How many tags are mapped.';
comment on column floor.connection_live.refused_tags is
'How many of them the device refuses.';
comment on column floor.connection_live.ingester is 'Name of the ingester that runs it.';
comment on column floor.connection_live.ingester_seen_at is
'Last sign of life of the ingester; null: there never was one of that name, as with all below.';
comment on column floor.connection_live.spool_samples is
'Samples that wait in the spool file of the ingester.';
comment on column floor.connection_live.spool_bytes is 'Bytes that wait in its spool file.';
comment on column floor.connection_live.spool_limit_bytes is 'Bytes the spool may hold.';
comment on column floor.connection_live.spool_oldest_at is
'When the oldest waiting batch was received; null: none waits.';
comment on column floor.connection_live.dropped_samples is
'Samples the ingester lost because its spool was full.';
comment on column floor.connection_live.dead_letters is
'Samples of the ingester that the database refused, since it started.';
comment on column floor.connection_live.ingester_problem is
'What troubles the ingester; empty: nothing.';
