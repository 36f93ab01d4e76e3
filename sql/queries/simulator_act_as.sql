-- Act for a made-up person until the transaction ends, or for nobody: then the audit names the
-- program alone. What people do is no word of a machine, whatever the connection is for.
-- $1: address, empty for nobody; $2: the program.
select
    set_config('floor.person', $1, true) as person,
    set_config('floor.program', $2, true) as program,
    set_config('floor.is_machine', 'off', true) as is_machine;
