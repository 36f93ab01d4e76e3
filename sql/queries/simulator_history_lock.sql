-- Become the only one who fills in history, as long as the session lives.
select pg_try_advisory_lock(7301, 2) as is_held;
