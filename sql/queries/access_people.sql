-- Who one can be on this machine (AUTH_MODE=local), by name.
select
    people.email,
    people.display_name as name,
    (
        select string_agg(distinct person_roles.role, ', ' order by person_roles.role)
        from floor.person_roles
        where person_roles.person_id = people.person_id
    ) as roles
from floor.people
where people.retired_at is null and people.email <> 'local@localhost'
order by lower(people.display_name), people.person_id;
