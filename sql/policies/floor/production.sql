-- Pieces: seen where the machine stands; entered by whoever may count there.
select floor.protect(
    'floor.production', 'machine_id', 'count.enter', 'count.enter', 'count.enter'
);
