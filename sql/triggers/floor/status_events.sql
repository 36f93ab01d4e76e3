-- States: refuse clocks that run ahead, then keep the current state of the machine.
-- Triggers of one event fire by name, hence the numbers.
create trigger "1_refuse_future_insert"
after insert on floor.status_events
referencing new table as new_rows
for each statement execute function floor.tg_refuse_future();
comment on trigger "1_refuse_future_insert" on floor.status_events is
'Refuses events more than 5 minutes ahead of the server''s clock.';

create trigger "1_refuse_future_update"
after update on floor.status_events
referencing new table as new_rows
for each statement execute function floor.tg_refuse_future();
comment on trigger "1_refuse_future_update" on floor.status_events is
'Refuses events moved more than 5 minutes ahead of the server''s clock.';

create trigger "2_keep_machine_status_insert"
after insert on floor.status_events
referencing new table as new_rows
for each statement execute function floor.tg_keep_machine_status();
comment on trigger "2_keep_machine_status_insert" on floor.status_events is
'Brings floor.machine_status up to date with new events.';

create trigger "2_keep_machine_status_update"
after update on floor.status_events
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_keep_machine_status();
comment on trigger "2_keep_machine_status_update" on floor.status_events is
'Brings floor.machine_status up to date with edited events.';

create trigger "2_keep_machine_status_delete"
after delete on floor.status_events
referencing old table as old_rows
for each statement execute function floor.tg_keep_machine_status();
comment on trigger "2_keep_machine_status_delete" on floor.status_events is
'Brings floor.machine_status up to date after events are deleted.';

create trigger "2_keep_machine_status_truncate"
after truncate on floor.status_events
for each statement execute function floor.tg_keep_machine_status();
comment on trigger "2_keep_machine_status_truncate" on floor.status_events is
'Empties floor.machine_status with the events.';

create trigger "3_mark_slices_insert"
after insert on floor.status_events
referencing new table as new_rows
for each statement execute function floor.tg_mark_facts('status');
comment on trigger "3_mark_slices_insert" on floor.status_events is
'Marks the slices that new events reach.';

create trigger "3_mark_slices_update"
after update on floor.status_events
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_facts('status');
comment on trigger "3_mark_slices_update" on floor.status_events is
'Marks the slices that changed events reach.';

create trigger "3_mark_slices_delete"
after delete on floor.status_events
referencing old table as old_rows
for each statement execute function floor.tg_mark_facts('status');
comment on trigger "3_mark_slices_delete" on floor.status_events is
'Marks the slices that deleted events reach.';

create trigger "3_mark_slices_truncate"
after truncate on floor.status_events
for each statement execute function floor.tg_mark_facts('status');
comment on trigger "3_mark_slices_truncate" on floor.status_events is
'Marks the slices that all events reach.';

-- A reason is shown on the tile, but kept nowhere but here.
select relay.announce(
    'floor.status_events',
    'machines',
    'select machine_name from changed inner join floor.machines using (machine_id)'
    ' where reason_id is not null'
);

-- A stop begins, ends, or is explained.
select relay.announce(
    'floor.status_events',
    'stops',
    'select machine_name from changed inner join floor.machines using (machine_id)'
    ' where changed.status = ''down'' or ('
    'select earlier.status from floor.status_events as earlier'
    ' where earlier.machine_id = changed.machine_id and earlier.at < changed.at'
    ' order by earlier.at desc limit 1) = ''down'''
);

-- Who changes it is written down.
select floor.audit('floor.status_events', p_left_out => '{machine}');
