-- Name who acts ($1, e-mail address) through which program ($2) until the transaction ends, for the
-- audit. The rights stay those of the server: nobody else reads or writes the tables of access.
select
    set_config('floor.person', $1, true) as person,
    set_config('floor.program', $2, true) as program;
