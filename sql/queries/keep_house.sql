-- Forget what nobody needs any more, and have room for the samples of the days to come.
-- The partitions come last, because of the locks.
select
    historian.forget_probes() as forgotten_probes,
    floor.forget_submissions() as forgotten_submissions,
    access.forget_logins() as forgotten_logins,
    historian.keep_partitions() as changed_partitions;
