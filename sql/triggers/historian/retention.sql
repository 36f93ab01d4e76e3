-- Retention: who changes them is written down.
select floor.audit('historian.retention');
