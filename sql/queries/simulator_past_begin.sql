-- Make up a past until the transaction ends: the audit leaves it out, and nobody waits for the
-- disk.
select
    set_config('floor.is_history', 'on', true) as is_history,
    set_config('synchronous_commit', 'off', true) as synchronous_commit;
