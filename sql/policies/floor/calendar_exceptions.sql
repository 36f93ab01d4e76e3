-- Exceptions of the calendar: all lines share them, so it takes a right that holds everywhere to change them.
select floor.protect(
    'floor.calendar_exceptions', 'nowhere', 'setup.change', 'setup.change', 'setup.change'
);
