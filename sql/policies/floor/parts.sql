-- Spare parts: one store for all lines, kept by whoever plans work on any of them.
select floor.protect(
    'floor.parts', 'anywhere', 'work.plan', 'work.plan'
);
