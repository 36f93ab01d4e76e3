-- Somebody who may say who people are is always left: looked at when the transaction ends.
create constraint trigger "1_keep_administrator_update"
after update of retired_at on floor.people
deferrable initially deferred
for each row when (old.retired_at is null and new.retired_at is not null)
execute function floor.tg_keep_administrator();
comment on trigger "1_keep_administrator_update" on floor.people is
'Refuses to retire the last person who has people.change everywhere.';
