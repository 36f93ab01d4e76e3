-- Become the only ingester of that name on this database, as long as the session lives.
-- $1 name of the ingester.
select pg_try_advisory_lock(7302, hashtext($1)) as is_held;
