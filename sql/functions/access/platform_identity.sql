-- The person a platform in front vouches for.
create function access.platform_identity(
    p_email text, p_display_name text, p_role text
) returns jsonb
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_person_id integer;
    v_is_first boolean;
begin
    select people.person_id into v_person_id
    from floor.people
    where lower(people.email) = lower(p_email);
    if v_person_id is null then
        -- one after the other: of two that come at once only one is the first
        perform pg_advisory_xact_lock(hashtext('access.platform_identity'), 0);
        v_is_first := not exists (
            select from floor.people
            inner join floor.person_roles on people.person_id = person_roles.person_id
            where people.email <> 'local@localhost'
            and person_roles.role = 'engineer'
            and person_roles.plant_id is null and person_roles.line_id is null
        );
        insert into floor.people (email, display_name) values (lower(p_email), p_display_name)
        on conflict do nothing
        returning people.person_id into v_person_id;
        if v_person_id is null then
            return access.platform_identity(p_email, p_display_name, p_role);
        end if;
        insert into floor.person_roles (person_id, role)
        values (v_person_id, case when v_is_first then 'engineer' else p_role end);
    end if;
    return floor.identity(v_person_id);
end;
$$;

comment on function access.platform_identity(text, text, text) is
'The person whose e-mail address a platform in front vouches for (AUTH_MODE=databricks), as '
'floor.identity() tells it. Somebody new is made, with the role p_role everywhere; where nobody '
'ever was an engineer everywhere (this machine apart), the first who comes is one, or nobody could '
'give roles to anybody. Null for somebody retired.';
