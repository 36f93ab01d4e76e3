-- A plant was renamed, moved or given another zone: its lines and machines name it, and its
-- zone says when the day of their pieces begins.
select relay.announce(
    'floor.plants',
    'config',
    'select ''line/'' || line_name from changed inner join floor.lines using (plant_id)'
);
select relay.announce(
    'floor.plants',
    'machines',
    'select machine_name from changed inner join floor.lines using (plant_id)'
    ' inner join floor.machines using (line_id)'
);
select relay.announce(
    'floor.plants',
    'production',
    'select machine_name from changed inner join floor.lines using (plant_id)'
    ' inner join floor.machines using (line_id)'
);

create trigger "3_mark_slices_update"
after update on floor.plants
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_lines();
comment on trigger "3_mark_slices_update" on floor.plants is
'Marks the slices that changed plants reach.';
select relay.announce(
    'floor.plants',
    'oee',
    'select ''line/'' || line_name from changed inner join floor.lines using (plant_id)'
    ' union select machine_name from changed inner join floor.lines using (plant_id)'
    ' inner join floor.machines using (line_id)'
);

-- Who changes it is written down.
select floor.audit('floor.plants');

select relay.announce(
    'floor.plants',
    'work_orders',
    'select work_order_id::text from changed inner join floor.lines using (plant_id)'
    ' inner join floor.machines using (line_id) inner join floor.work_orders using (machine_id)'
    ' where status not in (''verified'', ''cancelled'')'
);
