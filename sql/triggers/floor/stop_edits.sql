-- Edits of stops: what is linked to a stop goes along.
create trigger "2_follow_insert"
after insert on floor.stop_edits
for each row when (new.kind = 'times') execute function floor.tg_follow_stop_edits();
comment on trigger "2_follow_insert" on floor.stop_edits is
'Keeps work orders with stops that are moved in time.';
