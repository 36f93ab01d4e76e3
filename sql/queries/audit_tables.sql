-- Tables under audit, by name: those that may be chosen. One row per table.
select distinct triggers.tgrelid::regclass::text as table_name
from pg_trigger as triggers
where triggers.tgname = '8_audit_insert'
order by table_name;
