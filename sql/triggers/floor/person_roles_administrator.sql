-- Somebody who may say who people are is always left: looked at when the transaction ends.
create constraint trigger "1_keep_administrator_change"
after update or delete on floor.person_roles
deferrable initially deferred
for each row execute function floor.tg_keep_administrator();
comment on trigger "1_keep_administrator_change" on floor.person_roles is
'Refuses to take the role from the last person who has people.change everywhere.';
