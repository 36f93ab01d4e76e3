-- The audit: it only grows, and each row is sealed when its transaction commits.
create constraint trigger "1_chain_insert"
after insert on floor.audit_log
deferrable initially deferred
for each row execute function floor.tg_chain_audit();
comment on trigger "1_chain_insert" on floor.audit_log is
'Seals the rows of a transaction when it commits.';

create trigger "1_refuse_changes"
before update or delete on floor.audit_log
for each row execute function floor.tg_refuse_audit_changes();
comment on trigger "1_refuse_changes" on floor.audit_log is
'Refuses to change or delete what was written, but for what retention lets go.';

create trigger "1_refuse_truncate"
before truncate on floor.audit_log
for each statement execute function floor.tg_refuse_audit_changes();
comment on trigger "1_refuse_truncate" on floor.audit_log is 'Refuses to empty the audit.';
