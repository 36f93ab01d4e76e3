-- Shifts: seen and planned where their line is.
select floor.protect('floor.shifts', 'line_id', 'setup.change', 'setup.change', 'setup.change');
