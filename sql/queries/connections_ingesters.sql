-- The ingesters as they report themselves; alive is one seen within ten seconds.
select
    ingester,
    started_at,
    seen_at,
    seen_at > clock_timestamp() - interval '10 seconds' as is_alive,
    process,
    samples_stored,
    samples_per_s,
    spool_samples,
    spool_bytes,
    spool_limit_bytes,
    spool_oldest_at,
    dropped_samples,
    dead_letters,
    problem
from historian.ingesters
order by ingester;
