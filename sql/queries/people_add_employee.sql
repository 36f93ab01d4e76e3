-- Make a person ($1, key) somebody work orders can be given to: the employee of the same name who
-- has no login yet, or a new one.
insert into floor.employees (employee_name, person_id)
select
    people.display_name,
    people.person_id
from floor.people
where people.person_id = $1
on conflict (lower(employee_name)) do update
    set person_id = excluded.person_id
    where employees.person_id is null
returning employee_id;
