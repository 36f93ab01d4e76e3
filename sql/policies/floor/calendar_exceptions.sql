-- Exceptions of the calendar: all lines share them, so to change them a right must hold everywhere.
select floor.protect(
    'floor.calendar_exceptions', 'nowhere', 'setup.change', 'setup.change', 'setup.change'
);
