-- From when on samples can be stored at this moment, and the clock they must not be ahead of.
select
    clock_timestamp() as server_at,
    retention.keep_days,
    date_trunc('day', clock_timestamp(), 'UTC') - make_interval(days => retention.keep_days)
        as oldest_at
from historian.retention;
