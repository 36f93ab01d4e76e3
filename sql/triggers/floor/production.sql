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
