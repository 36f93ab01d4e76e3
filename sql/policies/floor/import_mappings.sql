-- What was said about the columns of a file: for whoever imports somewhere.
select floor.protect(
    'floor.import_mappings', 'anywhere', 'setup.change', 'setup.change', null, 'setup.change'
);
