-- Planned stops: mark the slices they lie in.
create trigger "3_mark_slices_insert"
after insert on floor.planned_stops
referencing new table as new_rows
for each statement execute function floor.tg_mark_planned_stops();
comment on trigger "3_mark_slices_insert" on floor.planned_stops is
'Marks the slices that new planned stops reach.';

create trigger "3_mark_slices_update"
after update on floor.planned_stops
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_planned_stops();
comment on trigger "3_mark_slices_update" on floor.planned_stops is
'Marks the slices that changed planned stops reach.';

create trigger "3_mark_slices_delete"
after delete on floor.planned_stops
referencing old table as old_rows
for each statement execute function floor.tg_mark_planned_stops();
comment on trigger "3_mark_slices_delete" on floor.planned_stops is
'Marks the slices that deleted planned stops reach.';

create trigger "3_mark_slices_truncate"
after truncate on floor.planned_stops
for each statement execute function floor.tg_mark_planned_stops();
comment on trigger "3_mark_slices_truncate" on floor.planned_stops is
'Marks the slices that all planned stops reach.';

-- Who changes it is written down.
select floor.audit('floor.planned_stops', p_left_out => '{row}.origin = ''plan''');
