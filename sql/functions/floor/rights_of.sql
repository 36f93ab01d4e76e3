-- What a person may do, and where.
create function floor.rights_of(p_email text) returns table (
    action text, role text, plant_id integer, line_id integer
)
language sql stable parallel safe security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        permissions.action,
        permissions.role,
        person_roles.plant_id,
        person_roles.line_id
    from floor.people
    inner join floor.person_roles on people.person_id = person_roles.person_id
    inner join floor.permissions on person_roles.role = permissions.role
    where lower(people.email) = lower(p_email) and people.retired_at is null
$$;

comment on function floor.rights_of(text) is
'What the person with that e-mail address may do: one row per action, role and place; a row '
'without plant and line holds everywhere. Nothing for somebody unknown or retired.';
