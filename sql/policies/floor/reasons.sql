-- Reasons: all lines share them, so to change them a right must hold everywhere.
select floor.protect(
    'floor.reasons', 'nowhere', 'setup.change', 'setup.change', 'setup.change'
);
