-- Employees as JSON, by name. $1: one of them, or null for all.
select
    jsonb_build_object(
        'employee_id', employees.employee_id,
        'employee_name', employees.employee_name,
        'trade', employees.trade,
        'plant', plants.plant_name,
        'email', floor.employee_email(employees.employee_id),
        'retired_at', employees.retired_at
    )::text as row_json
from floor.employees
left join floor.plants on employees.plant_id = plants.plant_id
where $1::integer is null or employees.employee_id = $1
order by lower(employees.employee_name);
