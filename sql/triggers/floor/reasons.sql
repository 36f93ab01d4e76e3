-- Reasons: mark the stops and rejects they were given for.
create trigger "3_mark_slices_update"
after update on floor.reasons
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_reasons();
comment on trigger "3_mark_slices_update" on floor.reasons is
'Marks the slices that changed reasons reach.';

-- Renamed: stopped machines show it.
select relay.announce(
    'floor.reasons',
    'machines',
    'select machine_name from floor.machine_status inner join floor.machines using (machine_id)'
    ' where status = ''down'' and exists (select from changed)'
);

-- Who changes it is written down.
select floor.audit('floor.reasons');
