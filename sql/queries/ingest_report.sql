-- A sign of life of an ingester, with what its spool holds.
-- $1 name, $2 JSON object: the columns of historian.ingesters but name and seen_at.
insert into historian.ingesters (
    ingester, started_at, seen_at, process, samples_stored, samples_per_s, spool_samples,
    spool_bytes, spool_limit_bytes, spool_oldest_at, dropped_samples, dead_letters, problem
)
select
    $1 as ingester,
    told.started_at,
    clock_timestamp() as seen_at,
    told.process,
    told.samples_stored,
    told.samples_per_s,
    told.spool_samples,
    told.spool_bytes,
    told.spool_limit_bytes,
    told.spool_oldest_at,
    told.dropped_samples,
    told.dead_letters,
    told.problem
from
    jsonb_to_record($2::jsonb)
        as told (
            started_at timestamptz,
            process text,
            samples_stored bigint,
            samples_per_s double precision,
            spool_samples bigint,
            spool_bytes bigint,
            spool_limit_bytes bigint,
            spool_oldest_at timestamptz,
            dropped_samples bigint,
            dead_letters bigint,
            problem text
        )
on conflict (ingester) do update
    set
        started_at = excluded.started_at,
        seen_at = excluded.seen_at,
        process = excluded.process,
        samples_stored = excluded.samples_stored,
        samples_per_s = excluded.samples_per_s,
        spool_samples = excluded.spool_samples,
        spool_bytes = excluded.spool_bytes,
        spool_limit_bytes = excluded.spool_limit_bytes,
        spool_oldest_at = excluded.spool_oldest_at,
        dropped_samples = excluded.dropped_samples,
        dead_letters = excluded.dead_letters,
        problem = excluded.problem;
