-- How connections fare. Those deleted meanwhile are left out, and so are rows that would not
-- change. What an ingester has not heard yet (null) stays as it was.
-- $1 JSON array: the columns of historian.connection_states.
with

told as (
    select listed.*
    from
        jsonb_to_recordset($1::jsonb)
            as listed (
                connection_id integer,
                state text,
                since_at timestamptz,
                seen_at timestamptz,
                last_sample_at timestamptz,
                samples_per_s double precision,
                samples bigint,
                attempts integer,
                problem text,
                hint text,
                details jsonb
            )
    -- held until the row below is there, so that a deletion waits instead of failing us
    inner join floor.connections on listed.connection_id = connections.connection_id
    for key share of connections
)

insert into historian.connection_states (
    connection_id, state, since_at, seen_at, last_sample_at, samples_per_s, samples, attempts,
    problem, hint, details
)
select
    told.connection_id,
    told.state,
    told.since_at,
    coalesce(told.seen_at, connection_states.seen_at, clock_timestamp()) as seen_at,
    coalesce(told.last_sample_at, connection_states.last_sample_at) as last_sample_at,
    told.samples_per_s,
    told.samples,
    told.attempts,
    told.problem,
    told.hint,
    told.details
from told
left join historian.connection_states on told.connection_id = connection_states.connection_id
on conflict (connection_id) do update
    set
        state = excluded.state,
        since_at = excluded.since_at,
        seen_at = excluded.seen_at,
        last_sample_at = excluded.last_sample_at,
        samples_per_s = excluded.samples_per_s,
        samples = excluded.samples,
        attempts = excluded.attempts,
        problem = excluded.problem,
        hint = excluded.hint,
        details = excluded.details
    where
    (
        connection_states.state, connection_states.since_at, connection_states.seen_at,
        connection_states.last_sample_at, connection_states.samples_per_s,
        connection_states.samples, connection_states.attempts, connection_states.problem,
        connection_states.hint, connection_states.details
    ) is distinct from (
        excluded.state, excluded.since_at, excluded.seen_at,
        excluded.last_sample_at, excluded.samples_per_s,
        excluded.samples, excluded.attempts, excluded.problem,
        excluded.hint, excluded.details
    );
