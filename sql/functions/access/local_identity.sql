-- The person of this machine, where nobody is asked to log in.
create function access.local_identity() returns jsonb
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_email constant text := 'local@localhost';
    v_person_id integer;
begin
    select people.person_id into v_person_id from floor.people where people.email = v_email;
    if v_person_id is null then
        insert into floor.people (email, display_name) values (v_email, 'This computer')
        on conflict do nothing;
        select people.person_id into v_person_id from floor.people where people.email = v_email;
        insert into floor.person_roles (person_id, role) values (v_person_id, 'engineer')
        on conflict do nothing;
    end if;
    return floor.identity(v_person_id);
end;
$$;

comment on function access.local_identity() is
'The person whoever sits at this machine acts as (AUTH_MODE=local), as floor.identity() tells it: '
'an engineer everywhere, made at the first call.';
