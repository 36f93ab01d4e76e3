-- Everybody of ours connects anew: what they prepared was about tables that are gone.
select count(pg_terminate_backend(pg_stat_activity.pid)) as reconnected
from pg_stat_activity
where
    pg_stat_activity.datname = current_database()
    and pg_stat_activity.usename = current_user
    and pg_stat_activity.pid <> pg_backend_pid()
    and pg_stat_activity.application_name like 'floorcast%';
