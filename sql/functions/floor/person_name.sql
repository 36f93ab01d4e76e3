-- How to call who did something.
create function floor.person_name(p_person text) returns text
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (
            select people.display_name from floor.people
            where lower(people.email) = lower(p_person)
        ),
        p_person
    );
$$;

comment on function floor.person_name(text) is
'Display name of the person with that e-mail address; what is given where nobody has it, for '
'example a program or a database user.';
