-- Samples: refuse what cannot be right, derive states and pieces, announce the machines.
-- Triggers of one event fire by name, hence the numbers.
create trigger "1_refuse_insert"
after insert on historian.samples
referencing new table as new_rows
for each statement execute function historian.tg_refuse_samples();
comment on trigger "1_refuse_insert" on historian.samples is
'Refuses samples of unknown tags and from clocks that run ahead.';

create trigger "1_refuse_update"
after update on historian.samples
referencing new table as new_rows
for each statement execute function historian.tg_refuse_samples();
comment on trigger "1_refuse_update" on historian.samples is
'Refuses samples moved to unknown tags or ahead of the server''s clock.';

create trigger "2_derive_states_insert"
after insert on historian.samples
referencing new table as new_rows
for each statement execute function historian.tg_derive_states();
comment on trigger "2_derive_states_insert" on historian.samples is
'Derives states and jobs from new samples.';

create trigger "2_derive_states_update"
after update on historian.samples
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_derive_states();
comment on trigger "2_derive_states_update" on historian.samples is
'Derives states and jobs from changed samples.';

create trigger "2_derive_states_delete"
after delete on historian.samples
referencing old table as old_rows
for each statement execute function historian.tg_derive_states();
comment on trigger "2_derive_states_delete" on historian.samples is
'Derives states and jobs from deleted samples.';

create trigger "3_derive_counts_insert"
after insert on historian.samples
referencing new table as new_rows
for each statement execute function historian.tg_derive_counts();
comment on trigger "3_derive_counts_insert" on historian.samples is
'Derives pieces from new samples of counters.';

create trigger "3_derive_counts_update"
after update on historian.samples
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_derive_counts();
comment on trigger "3_derive_counts_update" on historian.samples is
'Derives pieces from changed samples of counters.';

create trigger "3_derive_counts_delete"
after delete on historian.samples
referencing old table as old_rows
for each statement execute function historian.tg_derive_counts();
comment on trigger "3_derive_counts_delete" on historian.samples is
'Derives pieces from deleted samples of counters.';

create trigger "9_note_tags_insert"
after insert on historian.samples
referencing new table as new_rows
for each statement execute function historian.tg_note_tags();
comment on trigger "9_note_tags_insert" on historian.samples is
'Announces machines with new samples under the topic tags.';

create trigger "9_note_tags_update"
after update on historian.samples
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_note_tags();
comment on trigger "9_note_tags_update" on historian.samples is
'Announces machines with changed samples under the topic tags.';

create trigger "9_note_tags_delete"
after delete on historian.samples
referencing old table as old_rows
for each statement execute function historian.tg_note_tags();
comment on trigger "9_note_tags_delete" on historian.samples is
'Announces machines with deleted samples under the topic tags.';

create trigger "9_note_tags_truncate"
before truncate on historian.samples
for each statement execute function historian.tg_note_tags();
comment on trigger "9_note_tags_truncate" on historian.samples is
'Announces all machines with tags under the topic tags when their samples go.';
