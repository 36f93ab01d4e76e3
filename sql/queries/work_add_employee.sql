-- A new employee; returns the key. $1: the columns (jsonb).
insert into floor.employees (employee_name, trade, plant_id, person_id)
select
    given.employee_name,
    given.trade,
    given.plant_id,
    given.person_id
from jsonb_populate_record(null::floor.employees, $1::jsonb) as given
returning employee_id;
