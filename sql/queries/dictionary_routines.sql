-- Our functions and procedures, for the data dictionary. One row per routine.
-- $1: our schemas.
select
    namespaces.nspname as schema_name,
    routines.proname as routine_name,
    pg_get_function_arguments(routines.oid) as arguments,
    pg_get_function_result(routines.oid) as returns,
    obj_description(routines.oid, 'pg_proc') as routine_comment
from pg_proc as routines
inner join pg_namespace as namespaces on routines.pronamespace = namespaces.oid
where namespaces.nspname = any($1::text[])
order by
    namespaces.nspname,
    routines.proname,
    convert_to(pg_get_function_arguments(routines.oid), 'UTF8');
