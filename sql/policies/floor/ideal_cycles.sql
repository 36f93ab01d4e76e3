-- Ideal cycles: seen and set up where the machine stands.
select floor.protect(
    'floor.ideal_cycles', 'machine_id', 'setup.change', 'setup.change', 'setup.change'
);
