-- Reasons are a tree: none may stand below itself.
create trigger "1_refuse_cycle_insert"
after insert on floor.reasons
referencing new table as new_rows
for each statement execute function floor.tg_refuse_reason_cycle();
comment on trigger "1_refuse_cycle_insert" on floor.reasons is
'Refuses new reasons that stand below themselves.';

create trigger "1_refuse_cycle_update"
after update on floor.reasons
referencing new table as new_rows
for each statement execute function floor.tg_refuse_reason_cycle();
comment on trigger "1_refuse_cycle_update" on floor.reasons is
'Refuses reasons moved below themselves.';
