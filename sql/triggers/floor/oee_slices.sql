-- The sums moved: so does the OEE of their machine and its line.
select relay.announce(
    'floor.oee_slices',
    'oee',
    'select machine_name from (select distinct machine_id from changed) as touched'
    ' inner join floor.machines using (machine_id)'
    ' union select ''line/'' || line_name from (select distinct machine_id from changed) as touched'
    ' inner join floor.machines using (machine_id) inner join floor.lines using (line_id)'
);
