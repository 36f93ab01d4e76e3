-- Meanings of values: the current state follows them, and pages show their labels.
create trigger "2_follow_insert"
after insert on floor.tag_states
referencing new table as new_rows
for each statement execute function historian.tg_follow_tag_states();
comment on trigger "2_follow_insert" on floor.tag_states is
'The current state follows new meanings.';

create trigger "2_follow_update"
after update on floor.tag_states
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_follow_tag_states();
comment on trigger "2_follow_update" on floor.tag_states is
'The current state follows changed meanings.';

create trigger "2_follow_delete"
after delete on floor.tag_states
referencing old table as old_rows
for each statement execute function historian.tg_follow_tag_states();
comment on trigger "2_follow_delete" on floor.tag_states is
'The current state follows deleted meanings.';

select relay.announce(
    'floor.tag_states',
    'tags',
    'select machine_name from changed inner join floor.tags using (tag_id)'
    ' inner join floor.machines using (machine_id)'
);

-- Who changes it is written down.
select floor.audit('floor.tag_states');
