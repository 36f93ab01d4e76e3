-- Tags a device refuses: seen where their machine stands.
select floor.protect(
    'historian.tag_problems',
    '(select tags.machine_id from floor.tags where tags.tag_id = tag_problems.tag_id)',
    p_select => 'setup.see'
);
