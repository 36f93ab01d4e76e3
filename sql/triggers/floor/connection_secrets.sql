-- Secrets of connections: tell ingesters.
create trigger "9_note_ingesters_insert"
after insert on floor.connection_secrets
referencing new table as new_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_insert" on floor.connection_secrets is
'Tells ingesters of rows changed by insert.';

create trigger "9_note_ingesters_update"
after update on floor.connection_secrets
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_update" on floor.connection_secrets is
'Tells ingesters of rows changed by update.';

create trigger "9_note_ingesters_delete"
after delete on floor.connection_secrets
referencing old table as old_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_delete" on floor.connection_secrets is
'Tells ingesters of rows changed by delete.';

-- Who changes it is written down.
select floor.audit('floor.connection_secrets', '{secret_value}');
