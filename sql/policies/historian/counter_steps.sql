-- Steps of counters: seen where the machine of the tag stands.
select floor.protect(
    'historian.counter_steps',
    '(select tags.machine_id from floor.tags where tags.tag_id = counter_steps.tag_id)',
    p_select => 'setup.see'
);
