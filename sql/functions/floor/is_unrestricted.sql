-- Whether nobody in particular acts: a program of ours, or somebody with a login of the database.
create function floor.is_unrestricted() returns boolean
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select floor.person() is null and current_setting('role') <> 'app';
$$;

comment on function floor.is_unrestricted() is
'Whether rights of people do not matter here: no person is set, and the role is not app. Then the '
'rights of the database user alone decide.';
