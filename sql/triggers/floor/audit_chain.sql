-- The chain that seals the audit: it only grows.
create trigger "1_refuse_changes"
before update or delete on floor.audit_chain
for each row execute function floor.tg_refuse_audit_changes();
comment on trigger "1_refuse_changes" on floor.audit_chain is
'Refuses to change or delete links, but for what retention lets go.';

create trigger "1_refuse_truncate"
before truncate on floor.audit_chain
for each statement execute function floor.tg_refuse_audit_changes();
comment on trigger "1_refuse_truncate" on floor.audit_chain is 'Refuses to empty the chain.';
