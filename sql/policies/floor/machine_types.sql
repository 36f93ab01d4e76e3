-- Types of machines: all lines share them, so to change them a right must hold everywhere.
select floor.protect(
    'floor.machine_types', 'nowhere', 'setup.change', 'setup.change', 'setup.change'
);
