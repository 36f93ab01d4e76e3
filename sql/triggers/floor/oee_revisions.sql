-- Facts behind the figures of a line changed: open reports ask again.
select relay.announce(
    'floor.oee_revisions',
    'oee',
    'select ''line/'' || line_name from changed inner join floor.lines using (line_id)'
);
