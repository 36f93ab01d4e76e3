-- The employee of a name ($1, ignoring case), and names that come close. Always one row.
select
    (
        select employees.employee_id
        from floor.employees
        where lower(employees.employee_name) = lower($1)
    ) as employee_id,
    (
        select floor.similar_names($1, array_agg(employees.employee_name))
        from floor.employees
        where employees.retired_at is null
    ) as similar_names;
