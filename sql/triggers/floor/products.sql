-- A product was renamed: machines that ever made it may show its name.
select relay.announce(
    'floor.products',
    'oee',
    'select distinct machine_name from changed inner join floor.job_events using (product_id)'
    ' inner join floor.machines using (machine_id)'
);

-- Who changes it is written down.
select floor.audit('floor.products');
