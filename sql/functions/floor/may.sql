-- Whether the person who acts may do something at a machine.
create function floor.may(p_action text, p_machine_id integer) returns boolean
language sql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
    select floor.may_everywhere(p_action) or exists (
        select from floor.machines
        where machines.machine_id = p_machine_id
        and machines.line_id in (select floor.lines_where(p_action))
    );
$$;

comment on function floor.may(text, integer) is
'Whether the person who acts may do p_action (floor.permissions) at that machine.';
