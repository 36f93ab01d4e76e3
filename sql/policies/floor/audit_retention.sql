-- How long the audit is kept: changed by nobody through the pages.
select floor.protect('floor.audit_retention', 'nowhere', p_select => 'audit.see');
