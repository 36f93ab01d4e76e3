-- Until the session ends, do what is done for a person ($1, e-mail address), as the role app; with
-- the actions a token may do ($2), null for all.
select
    set_config('floor.person', $1, false) as person,
    set_config('floor.program', 'web', false) as program,
    set_config('floor.scopes', array_to_string($2::text[], ' '), false) as scopes,
    set_config('role', 'app', false) as role;
