-- Jobs: seen where the machine stands; written by whoever may count there.
select floor.protect(
    'floor.job_events', 'machine_id', 'count.enter', 'count.enter', 'count.enter'
);
