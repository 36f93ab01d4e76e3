-- Secrets of connections: one that is given again as it is changes nothing. The pages may not read
-- what is kept, so they cannot tell.
create trigger "1_leave_unchanged"
before update on floor.connection_secrets
for each row execute function floor.tg_leave_unchanged();
comment on trigger "1_leave_unchanged" on floor.connection_secrets is
'Leaves alone what would be as before.';
