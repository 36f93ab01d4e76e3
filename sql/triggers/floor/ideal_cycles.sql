-- Ideal cycles: mark the slices they count in.
create trigger "3_mark_slices_insert"
after insert on floor.ideal_cycles
referencing new table as new_rows
for each statement execute function floor.tg_mark_cycles();
comment on trigger "3_mark_slices_insert" on floor.ideal_cycles is
'Marks the slices that new cycles reach.';

create trigger "3_mark_slices_update"
after update on floor.ideal_cycles
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_cycles();
comment on trigger "3_mark_slices_update" on floor.ideal_cycles is
'Marks the slices that changed cycles reach.';

create trigger "3_mark_slices_delete"
after delete on floor.ideal_cycles
referencing old table as old_rows
for each statement execute function floor.tg_mark_cycles();
comment on trigger "3_mark_slices_delete" on floor.ideal_cycles is
'Marks the slices that deleted cycles reach.';

create trigger "3_mark_slices_truncate"
after truncate on floor.ideal_cycles
for each statement execute function floor.tg_mark_cycles();
comment on trigger "3_mark_slices_truncate" on floor.ideal_cycles is
'Marks the slices that all cycles reach.';

-- Who changes it is written down.
select floor.audit('floor.ideal_cycles');
