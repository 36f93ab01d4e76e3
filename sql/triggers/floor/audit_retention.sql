-- Audit retention: who changes them is written down.
select floor.audit('floor.audit_retention');
