-- Planned stops: seen and planned where their line is.
select floor.protect(
    'floor.planned_stops', 'line_id', 'setup.change', 'setup.change', 'setup.change'
);
