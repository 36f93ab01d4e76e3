-- Machines: seen and set up where their line is.
select floor.protect(
    'floor.machines', 'line_id', 'setup.change', 'setup.change', 'setup.change'
);
