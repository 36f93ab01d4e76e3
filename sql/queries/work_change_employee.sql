-- Change what was given of an employee; returns the key. $1: the employee; $2: the columns that
-- change (jsonb), and is_retired.
with

wanted as (
    select changed.*
    from floor.employees
    cross join lateral jsonb_populate_record(employees, $2::jsonb) as changed
    where employees.employee_id = $1
)

update floor.employees
set
    employee_name = wanted.employee_name,
    trade = wanted.trade,
    plant_id = wanted.plant_id,
    person_id = wanted.person_id,
    retired_at = case ($2::jsonb ->> 'is_retired')::boolean
        when true then coalesce(employees.retired_at, clock_timestamp())
        when false then null
        else employees.retired_at
    end
from wanted
where employees.employee_id = $1
returning employees.employee_id;
