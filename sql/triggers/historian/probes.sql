-- Questions to devices: tell ingesters.
create trigger "9_note_ingesters_insert"
after insert on historian.probes
referencing new table as new_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_insert" on historian.probes is
'Tells ingesters of rows changed by insert.';
