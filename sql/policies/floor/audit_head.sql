-- Both ends of the audit chain: read by whoever may read any of it. Written by triggers.
select floor.protect('floor.audit_head', 'nowhere', p_select => 'audit.see');
