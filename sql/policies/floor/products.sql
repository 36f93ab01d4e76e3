-- Products: all lines share them, so to change them a right must hold everywhere.
select floor.protect(
    'floor.products', 'nowhere', 'setup.change', 'setup.change', 'setup.change'
);
