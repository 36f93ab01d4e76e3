-- How connections and the programs that run them fare. One row.
-- $1 seconds without a sign of life after which an ingester counts as gone.
with

ingesters as (
    select
        ingesters.*,
        ingesters.seen_at > clock_timestamp() - make_interval(secs => $1) as is_alive
    from historian.ingesters
),

wanted as (
    select
        connections.connection_id,
        connections.connection_name,
        connections.ingester,
        coalesce(ingesters.is_alive, false) as is_run,
        connection_states.state,
        connection_states.problem,
        connection_states.hint,
        connection_states.samples_per_s
    from floor.connections
    left join ingesters on connections.ingester = ingesters.ingester
    left join historian.connection_states
        on connections.connection_id = connection_states.connection_id
    where connections.is_enabled
),

troubled as (
    select wanted.*
    from wanted
    where wanted.is_run and wanted.state in ('lost', 'failed')
    order by lower(wanted.connection_name)
    limit 1
),

refused as (
    select
        count(*) as tags,
        min(tag_problems.problem) as problem,
        min(tag_problems.hint) as hint
    from historian.tag_problems
    inner join floor.tags on tag_problems.tag_id = tags.tag_id
    inner join wanted on tags.connection_id = wanted.connection_id
    where tags.is_enabled
),

final as (
    select
        (select count(*) from wanted) as connections,
        (
            select string_agg(distinct wanted.ingester, ', ')
            from wanted
            where not wanted.is_run
        ) as missing_ingesters,
        (
            select count(*)
            from wanted
            where wanted.is_run and wanted.state in ('lost', 'failed')
        ) as troubled,
        (select troubled.connection_name from troubled) as troubled_name,
        (select troubled.state from troubled) as troubled_state,
        (select troubled.problem from troubled) as problem,
        (select troubled.hint from troubled) as hint,
        (select refused.tags from refused) as refused_tags,
        (select refused.problem from refused) as tag_problem,
        (select refused.hint from refused) as tag_hint,
        (
            select coalesce(sum(wanted.samples_per_s), 0)
            from wanted
            where wanted.is_run
        ) as samples_per_s,
        coalesce(sum(ingesters.spool_samples), 0)::bigint as spool_samples,
        coalesce(sum(ingesters.dropped_samples), 0)::bigint as dropped_samples,
        coalesce(sum(ingesters.dead_letters), 0)::bigint as dead_letters,
        string_agg(nullif(ingesters.problem, ''), ' ') as ingester_problem,
        count(*) as ingesters
    from ingesters
    where ingesters.is_alive
)

select final.* from final;
