-- The seals of the audit: hashes tell nothing to whoever cannot read the rows. Written by triggers.
select floor.protect('floor.audit_chain', 'nowhere', p_select => 'audit.see');
