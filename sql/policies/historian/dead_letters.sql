-- Samples that were refused: seen where the machine of their tag stands.
select floor.protect(
    'historian.dead_letters',
    '(select tags.machine_id from floor.tags where tags.tag_id = dead_letters.tag_id)',
    p_select => 'setup.see'
);
