-- Status events: seen where the machine stands; written by whoever may explain its stops.
select floor.protect(
    'floor.status_events', 'machine_id', 'stop.explain', 'stop.explain', 'stop.explain'
);
