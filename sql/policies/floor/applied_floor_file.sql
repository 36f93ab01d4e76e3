-- Which floor file was applied last.
select floor.protect(
    'floor.applied_floor_file', 'nowhere', 'setup.change', 'setup.change', null, 'setup.see'
);
