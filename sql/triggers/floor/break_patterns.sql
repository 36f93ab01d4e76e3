-- Break patterns: plan the breaks anew that they call for.
create trigger plan_shifts_insert
after insert on floor.break_patterns
referencing new table as new_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_insert on floor.break_patterns is
'Plans the dates that new breaks reach.';

create trigger plan_shifts_update
after update on floor.break_patterns
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_update on floor.break_patterns is
'Plans the dates that changed breaks reach.';

create trigger plan_shifts_delete
after delete on floor.break_patterns
referencing old table as old_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_delete on floor.break_patterns is
'Plans the dates that deleted breaks reached.';

create trigger plan_shifts_truncate
after truncate on floor.break_patterns
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_truncate on floor.break_patterns is
'Plans all dates anew when all breaks are gone.';

-- Who changes it is written down.
select floor.audit('floor.break_patterns');
