-- Take turns in setting up people and what they work with, until the transaction ends.
select pg_advisory_xact_lock(7301, 3);
