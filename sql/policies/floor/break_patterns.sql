-- Breaks of shift patterns: all lines share them, so it takes a right that holds everywhere to change them.
select floor.protect(
    'floor.break_patterns', 'nowhere', 'setup.change', 'setup.change', 'setup.change'
);
