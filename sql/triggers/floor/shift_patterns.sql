-- Shift patterns: plan the shifts anew that they call for.
create trigger plan_shifts_insert
after insert on floor.shift_patterns
referencing new table as new_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_insert on floor.shift_patterns is
'Plans the dates that new patterns reach.';

create trigger plan_shifts_update
after update on floor.shift_patterns
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_update on floor.shift_patterns is
'Plans the dates that changed patterns reach.';

create trigger plan_shifts_delete
after delete on floor.shift_patterns
referencing old table as old_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_delete on floor.shift_patterns is
'Plans the dates that deleted patterns reached.';

create trigger plan_shifts_truncate
after truncate on floor.shift_patterns
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_truncate on floor.shift_patterns is
'Plans all dates anew when all patterns are gone.';

-- Who changes it is written down.
select floor.audit('floor.shift_patterns');
