-- Calendar exceptions: plan the days anew that they name.
create trigger plan_shifts_insert
after insert on floor.calendar_exceptions
referencing new table as new_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_insert on floor.calendar_exceptions is
'Plans the dates that new exceptions reach.';

create trigger plan_shifts_update
after update on floor.calendar_exceptions
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_update on floor.calendar_exceptions is
'Plans the dates that changed exceptions reach.';

create trigger plan_shifts_delete
after delete on floor.calendar_exceptions
referencing old table as old_rows
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_delete on floor.calendar_exceptions is
'Plans the dates that deleted exceptions reached.';

create trigger plan_shifts_truncate
after truncate on floor.calendar_exceptions
for each statement execute function floor.tg_plan_shifts();
comment on trigger plan_shifts_truncate on floor.calendar_exceptions is
'Plans all dates anew when all exceptions are gone.';

-- Who changes it is written down.
select floor.audit('floor.calendar_exceptions');
