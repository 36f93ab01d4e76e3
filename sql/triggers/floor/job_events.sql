-- What machines are set up for: refuse clocks that run ahead, mark the slices it reaches.
create trigger "1_refuse_future_insert"
after insert on floor.job_events
referencing new table as new_rows
for each statement execute function floor.tg_refuse_future();
comment on trigger "1_refuse_future_insert" on floor.job_events is
'Refuses jobs that begin more than 5 minutes ahead of the server''s clock.';

create trigger "1_refuse_future_update"
after update on floor.job_events
referencing new table as new_rows
for each statement execute function floor.tg_refuse_future();
comment on trigger "1_refuse_future_update" on floor.job_events is
'Refuses jobs moved more than 5 minutes ahead of the server''s clock.';

create trigger "3_mark_slices_insert"
after insert on floor.job_events
referencing new table as new_rows
for each statement execute function floor.tg_mark_facts('job');
comment on trigger "3_mark_slices_insert" on floor.job_events is
'Marks the slices that new jobs reach.';

create trigger "3_mark_slices_update"
after update on floor.job_events
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_facts('job');
comment on trigger "3_mark_slices_update" on floor.job_events is
'Marks the slices that changed jobs reach.';

create trigger "3_mark_slices_delete"
after delete on floor.job_events
referencing old table as old_rows
for each statement execute function floor.tg_mark_facts('job');
comment on trigger "3_mark_slices_delete" on floor.job_events is
'Marks the slices that deleted jobs reach.';

create trigger "3_mark_slices_truncate"
after truncate on floor.job_events
for each statement execute function floor.tg_mark_facts('job');
comment on trigger "3_mark_slices_truncate" on floor.job_events is
'Marks the slices that all jobs reach.';

-- What is made is shown beside its OEE.
select relay.announce(
    'floor.job_events',
    'oee',
    'select machine_name from (select distinct machine_id from changed) as touched'
    ' inner join floor.machines using (machine_id)'
);

-- Who changes it is written down.
select floor.audit('floor.job_events', p_left_out => '{machine}');
