-- Both ends of the audit chain: they only move forward.
create trigger "1_refuse_changes"
before update or delete on floor.audit_head
for each row execute function floor.tg_refuse_audit_changes();
comment on trigger "1_refuse_changes" on floor.audit_head is
'Refuses to move the ends of the chain back, or its beginning past what retention keeps.';

create trigger "1_refuse_truncate"
before truncate on floor.audit_head
for each statement execute function floor.tg_refuse_audit_changes();
comment on trigger "1_refuse_truncate" on floor.audit_head is 'Refuses to lose the ends.';
