-- On which machines the person who acts may do something.
create function floor.machines_where(p_action text) returns setof integer
language sql stable parallel safe security definer
rows 200
set search_path = pg_catalog, pg_temp
as $$
    select machines.machine_id
    from floor.machines
    where machines.line_id in (select floor.lines_where(p_action));
$$;

comment on function floor.machines_where(text) is
'Keys of the machines at which the person who acts may do p_action (floor.permissions).';
