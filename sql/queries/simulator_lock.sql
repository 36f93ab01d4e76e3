-- Become the only simulator of this database, as long as the session lives.
-- The two numbers name the lock: the first the simulator, the second what it does.
select pg_try_advisory_lock(7301, 1) as is_held;
