-- Whether a simulator is at work on this database: somebody holds the lock of simulator_lock.sql.
select count(*) > 0 as is_running
from pg_locks
inner join pg_database on pg_locks.database = pg_database.oid
where
    pg_database.datname = current_database()
    and pg_locks.locktype = 'advisory'
    and pg_locks.classid = 7301
    and pg_locks.objid = 1
    and pg_locks.objsubid = 2
    and pg_locks.granted;
