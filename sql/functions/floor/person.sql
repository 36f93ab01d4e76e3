-- Who acts in this transaction.
create function floor.person() returns text
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select nullif(current_setting('floor.person', true), '');
$$;

comment on function floor.person() is
'Who acts in this transaction: the e-mail address set by "set local floor.person"; null for a '
'program, or a database user.';
