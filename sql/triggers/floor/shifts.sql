-- Shifts: mark the slices they cut.
create trigger "3_mark_slices_insert"
after insert on floor.shifts
referencing new table as new_rows
for each statement execute function floor.tg_mark_shifts();
comment on trigger "3_mark_slices_insert" on floor.shifts is
'Marks the slices that new shifts reach.';

create trigger "3_mark_slices_update"
after update on floor.shifts
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_shifts();
comment on trigger "3_mark_slices_update" on floor.shifts is
'Marks the slices that changed shifts reach.';

create trigger "3_mark_slices_delete"
after delete on floor.shifts
referencing old table as old_rows
for each statement execute function floor.tg_mark_shifts();
comment on trigger "3_mark_slices_delete" on floor.shifts is
'Marks the slices that deleted shifts reach.';

-- Another shift is worked now.
select relay.announce(
    'floor.shifts',
    'oee',
    'select ''line/'' || line_name from changed inner join floor.lines using (line_id)'
    ' where during @> now()'
    ' union select machine_name from changed inner join floor.machines using (line_id)'
    ' where during @> now()'
);

create trigger "3_mark_slices_truncate"
after truncate on floor.shifts
for each statement execute function floor.tg_mark_shifts();
comment on trigger "3_mark_slices_truncate" on floor.shifts is
'Marks the slices that all shifts reach.';

-- Who changes it is written down.
select floor.audit('floor.shifts', p_left_out => '{row}.origin = ''plan''');
