-- How the change log is kept short, and what is in its way. One row; ages in seconds.
with

horizons as (
    select
        extract(epoch from now() - min(horizons.taken_at))::double precision as oldest_s,
        extract(epoch from now() - max(horizons.taken_at))::double precision as newest_s
    from relay.horizons
),

-- a transaction that stays open keeps everything after it from being forgotten
transactions as (
    select
        pg_stat_activity.pid,
        pg_stat_activity.application_name as program,
        extract(epoch from now() - pg_stat_activity.xact_start)::double precision as open_s
    from pg_stat_activity
    where
        pg_stat_activity.datname = current_database()
        and pg_stat_activity.xact_start is not null
        and pg_stat_activity.backend_type = 'client backend'
    order by pg_stat_activity.xact_start
    limit 1
)

select
    pg_total_relation_size('relay.change_log') as size_bytes,
    pg_notification_queue_usage() as queue_ratio,
    horizons.oldest_s,
    horizons.newest_s,
    transactions.pid,
    transactions.program,
    transactions.open_s
from horizons
cross join transactions;
