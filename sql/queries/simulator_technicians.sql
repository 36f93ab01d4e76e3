-- Made-up people who are given work orders, and whom they work with. One row per technician and
-- line.
-- $1: what their addresses end in.
select
    people.email,
    employees.employee_id,
    person_roles.line_id,
    (
        select supervisors.email
        from floor.people as supervisors
        inner join floor.person_roles as roles on supervisors.person_id = roles.person_id
        where
            roles.role = 'supervisor'
            and roles.plant_id = lines.plant_id
            and supervisors.email like '%' || $1
        order by supervisors.person_id
        limit 1
    ) as supervisor,
    (
        select operators.email
        from floor.people as operators
        inner join floor.person_roles as roles on operators.person_id = roles.person_id
        where
            roles.role = 'operator'
            and roles.line_id = person_roles.line_id
            and operators.email like '%' || $1
        order by operators.person_id
        limit 1
    ) as operator
from floor.people
inner join floor.employees on people.person_id = employees.person_id
inner join floor.person_roles on people.person_id = person_roles.person_id
inner join floor.lines on person_roles.line_id = lines.line_id
where people.email like '%' || $1 and employees.retired_at is null
order by people.person_id;
