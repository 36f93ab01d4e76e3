-- What of ours has no comment. One row per schema, table, view, column, function, trigger, policy,
-- type or index; left out are partitions and the indexes that constraints made.
-- $1: our schemas; $2: what is ours elsewhere, as schema.name.
with

schemas as (
    select
        oid,
        nspname
    from pg_namespace
    where nspname = any($1::text[])
),

relations as (
    select pg_class.*
    from pg_class
    inner join pg_namespace as namespaces on pg_class.relnamespace = namespaces.oid
    where
        not pg_class.relispartition
        and (
            namespaces.nspname = any($1::text[])
            or namespaces.nspname || '.' || pg_class.relname = any($2::text[])
        )
),

objects as (
    select
        'schema' as kind,
        schemas.nspname::text as name,
        obj_description(schemas.oid, 'pg_namespace') as comment
    from schemas

    union all

    select
        case when relations.relkind in ('v', 'm') then 'view' else 'table' end as kind,
        relations.oid::regclass::text as name,
        obj_description(relations.oid, 'pg_class') as comment
    from relations
    where relations.relkind in ('r', 'p', 'v', 'm', 'f')

    union all

    select
        'column' as kind,
        relations.oid::regclass || '.' || columns.attname as name,
        col_description(relations.oid, columns.attnum) as comment
    from relations
    inner join pg_attribute as columns on relations.oid = columns.attrelid
    where
        relations.relkind in ('r', 'p', 'v', 'm', 'f')
        and columns.attnum > 0
        and not columns.attisdropped

    union all

    select
        'function' as kind,
        routines.oid::regprocedure::text as name,
        obj_description(routines.oid, 'pg_proc') as comment
    from pg_proc as routines
    inner join schemas on routines.pronamespace = schemas.oid

    union all

    select
        'trigger' as kind,
        relations.oid::regclass || '.' || triggers.tgname as name,
        obj_description(triggers.oid, 'pg_trigger') as comment
    from relations
    inner join pg_trigger as triggers on relations.oid = triggers.tgrelid
    where not triggers.tgisinternal

    union all

    select
        'policy' as kind,
        relations.oid::regclass || '.' || policies.polname as name,
        obj_description(policies.oid, 'pg_policy') as comment
    from relations
    inner join pg_policy as policies on relations.oid = policies.polrelid

    union all

    select
        'type' as kind,
        types.oid::regtype::text as name,
        obj_description(types.oid, 'pg_type') as comment
    from pg_type as types
    inner join schemas on types.typnamespace = schemas.oid
    where
        -- enums, domains and ranges; a composite type only if it is not the row of a table
        types.typtype in ('e', 'd', 'r')
        or exists (
            select from pg_class
            where pg_class.oid = types.typrelid and pg_class.relkind = 'c'
        )

    union all

    select
        'index' as kind,
        relations.oid::regclass::text as name,
        obj_description(relations.oid, 'pg_class') as comment
    from relations
    where
        relations.relkind in ('i', 'I')
        and not exists (
            select from pg_constraint as keys
            where keys.conindid = relations.oid and keys.contype in ('p', 'u', 'x')
        )
)

select
    kind,
    name
from objects
where coalesce(btrim(comment), '') = ''
order by kind, name;
