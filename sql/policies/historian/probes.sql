-- Questions to devices: they leave for any address, so it takes a right that holds everywhere.
select floor.protect(
    'historian.probes', 'nowhere', 'setup.change', null, 'setup.change', 'setup.change'
);
