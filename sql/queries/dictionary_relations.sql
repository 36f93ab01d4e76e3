-- Our tables and views, for the data dictionary. One row per table or view, partitions left out.
-- (Names of the catalogue sort the same everywhere, unlike other texts.)
-- $1: our schemas; $2: what is ours elsewhere, as schema.name.
select
    namespaces.nspname as schema_name,
    relations.relname as relation_name,
    relations.relkind in ('v', 'm') as is_view,
    relations.relpersistence = 'u' as is_unlogged,
    obj_description(namespaces.oid, 'pg_namespace') as schema_comment,
    obj_description(relations.oid, 'pg_class') as relation_comment,
    array(
        select checks.conname
        from pg_constraint as checks
        where checks.conrelid = relations.oid and checks.contype = 'c'
        order by checks.conname
    ) as rules
from pg_class as relations
inner join pg_namespace as namespaces on relations.relnamespace = namespaces.oid
where
    relations.relkind in ('r', 'p', 'v', 'm', 'f')
    and not relations.relispartition
    and (
        namespaces.nspname = any($1::text[])
        or namespaces.nspname || '.' || relations.relname = any($2::text[])
    )
order by
    namespaces.nspname,
    relations.relkind in ('v', 'm'),
    relations.relname;
