-- Tags: seen and mapped where their machine stands; those without one by whoever may everywhere.
select floor.protect(
    'floor.tags', 'machine_id', 'setup.change', 'setup.change', 'setup.change'
);
