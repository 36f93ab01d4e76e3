-- What values of a tag mean: seen and set up where the machine of the tag stands.
select floor.protect(
    'floor.tag_states',
    '(select tags.machine_id from floor.tags where tags.tag_id = tag_states.tag_id)',
    'setup.change', 'setup.change', 'setup.change'
);
