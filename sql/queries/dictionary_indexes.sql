-- Indexes of a table ($1) that no constraint made, for the data dictionary.
select
    relations.relname as index_name,
    indexes.indisunique as is_unique,
    obj_description(relations.oid, 'pg_class') as index_comment
from pg_index as indexes
inner join pg_class as relations on indexes.indexrelid = relations.oid
where
    indexes.indrelid = $1::text::regclass
    and not exists (
        select from pg_constraint as keys
        where keys.conindid = indexes.indexrelid and keys.contype in ('p', 'u', 'x')
    )
order by relations.relname;
