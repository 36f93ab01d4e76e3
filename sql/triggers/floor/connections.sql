-- Connections: their machines are told when they end; announce them, and tell ingesters.
create trigger "1_end_delete"
before delete on floor.connections
for each row execute function historian.tg_end_connection();
comment on trigger "1_end_delete" on floor.connections is
'Machines are no_data from the deletion of their connection on; before it, while its tags are '
'there.';

create trigger "2_follow_update"
after update on floor.connections
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_follow_connections();
comment on trigger "2_follow_update" on floor.connections is
'Tags of disabled connections get a sample that says so; facts follow renamed ones.';

create trigger "9_note_ingesters_insert"
after insert on floor.connections
referencing new table as new_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_insert" on floor.connections is
'Tells ingesters of rows changed by insert.';

create trigger "9_note_ingesters_update"
after update on floor.connections
referencing old table as old_rows new table as new_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_update" on floor.connections is
'Tells ingesters of rows changed by update.';

create trigger "9_note_ingesters_delete"
after delete on floor.connections
referencing old table as old_rows
for each statement execute function historian.tg_note_ingesters();
comment on trigger "9_note_ingesters_delete" on floor.connections is
'Tells ingesters of rows changed by delete.';

select relay.announce(
    'floor.connections', 'connections', 'select connection_name from changed'
);
-- values name their connection
select relay.announce(
    'floor.connections',
    'tags',
    'select machine_name from changed inner join floor.tags using (connection_id)'
    ' inner join floor.machines using (machine_id)'
);

-- Who changes it is written down.
select floor.audit('floor.connections');
