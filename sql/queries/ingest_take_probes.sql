-- Take the questions to an ingester that nobody began to answer, and forget old ones. Their
-- secrets are erased here; what is stored for their connection comes beside. One row per question.
-- $1 name of the ingester, $2 seconds after which nobody waits any more.
with

forgotten as (
    delete from historian.probes
    where probes.asked_at < clock_timestamp() - interval '10 minutes'
),

asked as (
    select
        probes.probe_id,
        probes.probe_kind,
        probes.protocol,
        probes.config,
        probes.secrets,
        probes.connection_id,
        probes.question
    from historian.probes
    where
        probes.ingester = $1
        and probes.taken_at is null
        and probes.asked_at > clock_timestamp() - make_interval(secs => $2)
    order by probes.asked_at
    for update skip locked
),

taken as (
    update historian.probes
    set
        taken_at = clock_timestamp(),
        secrets = null
    from asked
    where probes.probe_id = asked.probe_id
)

select
    asked.probe_id,
    asked.probe_kind,
    asked.protocol,
    asked.config,
    asked.question,
    coalesce(asked.secrets, '{}') as secrets,
    (
        select
            coalesce(
                jsonb_object_agg(connection_secrets.secret_name, connection_secrets.secret_value),
                '{}'
            )
        from floor.connection_secrets
        where connection_secrets.connection_id = asked.connection_id
    ) as stored_secrets
from asked;
