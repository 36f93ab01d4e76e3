-- A line came, went, moved or was renamed: its header, and the line its machines name.
select relay.announce('floor.lines', 'config', 'select ''line/'' || line_name from changed');
select relay.announce(
    'floor.lines',
    'machines',
    'select machine_name from changed inner join floor.machines using (line_id)'
);
select relay.announce(
    'floor.lines',
    'production',
    'select machine_name from changed inner join floor.machines using (line_id)'
);

create trigger "3_mark_slices_update"
after update on floor.lines
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_lines();
comment on trigger "3_mark_slices_update" on floor.lines is
'Marks the slices that changed lines reach.';
select relay.announce(
    'floor.lines',
    'oee',
    'select ''line/'' || line_name from changed'
    ' union select machine_name from changed inner join floor.machines using (line_id)'
);
select relay.announce(
    'floor.lines',
    'tags',
    'select machine_name from changed inner join floor.machines using (line_id)'
    ' where machine_id in (select machine_id from floor.tags)'
);

select relay.announce(
    'floor.lines',
    'stops',
    'select machine_name from changed inner join floor.machines using (line_id)'
    ' where floor.unexplained_stops(machine_id) is not null'
);

-- Who changes it is written down.
select floor.audit('floor.lines');

select relay.announce(
    'floor.lines',
    'work_orders',
    'select work_order_id::text from changed inner join floor.machines using (line_id)'
    ' inner join floor.work_orders using (machine_id)'
    ' where status not in (''verified'', ''cancelled'')'
);
