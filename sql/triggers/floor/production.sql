-- Pieces: refuse clocks that run ahead, announce the count of the day.
create trigger "1_refuse_future_insert"
after insert on floor.production
referencing new table as new_rows
for each statement execute function floor.tg_refuse_future();
comment on trigger "1_refuse_future_insert" on floor.production is
'Refuses pieces counted more than 5 minutes ahead of the server''s clock.';

create trigger "1_refuse_future_update"
after update on floor.production
referencing new table as new_rows
for each statement execute function floor.tg_refuse_future();
comment on trigger "1_refuse_future_update" on floor.production is
'Refuses pieces moved more than 5 minutes ahead of the server''s clock.';

select relay.announce(
    'floor.production',
    'production',
    'select machine_name from (select distinct machine_id from changed) as touched'
    ' inner join floor.machines using (machine_id)'
);

create trigger "3_mark_slices_insert"
after insert on floor.production
referencing new table as new_rows
for each statement execute function floor.tg_mark_facts('pieces');
comment on trigger "3_mark_slices_insert" on floor.production is
'Marks the slices that new counts reach.';

create trigger "3_mark_slices_update"
after update on floor.production
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_facts('pieces');
comment on trigger "3_mark_slices_update" on floor.production is
'Marks the slices that changed counts reach.';

create trigger "3_mark_slices_delete"
after delete on floor.production
referencing old table as old_rows
for each statement execute function floor.tg_mark_facts('pieces');
comment on trigger "3_mark_slices_delete" on floor.production is
'Marks the slices that deleted counts reach.';

create trigger "3_mark_slices_truncate"
after truncate on floor.production
for each statement execute function floor.tg_mark_facts('pieces');
comment on trigger "3_mark_slices_truncate" on floor.production is
'Marks the slices that all counts reach.';

-- Who changes it is written down.
select floor.audit('floor.production', p_left_out => '{machine}');
