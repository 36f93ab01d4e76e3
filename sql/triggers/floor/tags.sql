-- Tags: states follow what they tell; announce their machines and connections, tell ingesters.
create trigger "2_follow_update"
after update on floor.tags
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_follow_tags();
comment on trigger "2_follow_update" on floor.tags is
'States follow tags that were disabled or tell of something else now.';

create trigger "2_follow_delete"
after delete on floor.tags
referencing old table as old_rows
for each statement execute function historian.tg_follow_tags();
comment on trigger "2_follow_delete" on floor.tags is
'Machines without their status tag are no_data from now on.';

create trigger "9_note_ingesters_insert"
after insert on floor.tags
referencing new table as new_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_insert" on floor.tags is
'Tells ingesters of rows changed by insert.';

create trigger "9_note_ingesters_update"
after update on floor.tags
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_update" on floor.tags is
'Tells ingesters of rows changed by update.';

create trigger "9_note_ingesters_delete"
after delete on floor.tags
referencing old table as old_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_delete" on floor.tags is
'Tells ingesters of rows changed by delete.';

select relay.announce(
    'floor.tags',
    'tags',
    'select machine_name from changed inner join floor.machines using (machine_id)'
);
select relay.announce(
    'floor.tags',
    'connections',
    'select connection_name from changed inner join floor.connections using (connection_id)'
);

-- Who changes it is written down.
select floor.audit('floor.tags');
