-- Refuse what the person who acts may not do at a machine.
create function floor.require_work_right(p_action text, p_machine_id integer) returns void
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if floor.may(p_action, p_machine_id) then
        return;
    end if;
    raise exception '% may not do this at %: it takes the right %',
        coalesce(floor.person_name(floor.person()), 'Nobody'),
        (
            select machines.machine_name from floor.machines
            where machines.machine_id = p_machine_id
        ),
        p_action
    using errcode = 'insufficient_privilege',
        hint = 'Ask whoever looks after Floorcast for a role that has it.';
end;
$$;

comment on function floor.require_work_right(text, integer) is
'Raises insufficient_privilege where the person who acts lacks the right p_action '
'(floor.permissions) at that machine; says nothing otherwise.';
