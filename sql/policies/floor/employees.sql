-- Employees: known to all who may see anything; kept by whoever keeps people.
select floor.protect(
    'floor.employees', 'nowhere', 'people.change', 'people.change', 'people.change'
);
