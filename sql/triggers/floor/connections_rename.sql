-- A renamed connection goes on counting where it was.
create trigger "3_rename_source_update"
after update on floor.connections
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_rename_source();
comment on trigger "3_rename_source_update" on floor.connections is
'Pieces counted lately take the new name of their connection.';
