-- The login of an employee.
create function floor.employee_email(p_employee_id integer) returns text
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select people.email
    from floor.employees
    inner join floor.people on employees.person_id = people.person_id
    where employees.employee_id = p_employee_id;
$$;

comment on function floor.employee_email(integer) is
'E-mail address an employee logs in with; null without a login.';
