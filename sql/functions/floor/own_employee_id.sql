-- The employee who acts in this transaction.
create function floor.own_employee_id() returns integer
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select employees.employee_id
    from floor.employees
    inner join floor.people on employees.person_id = people.person_id
    where lower(people.email) = lower(floor.person()) and employees.retired_at is null;
$$;

comment on function floor.own_employee_id() is
'Key of the employee whose login acts in this transaction; null where nobody acts, or who acts is '
'no employee.';
