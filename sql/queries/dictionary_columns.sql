-- Columns of a table or view ($1), for the data dictionary, in their order.
select
    columns.attname as column_name,
    format_type(columns.atttypid, columns.atttypmod) as column_type,
    columns.attnotnull as is_required,
    case
        when columns.attidentity <> '' then 'identity'
        else pg_get_expr(defaults.adbin, defaults.adrelid)
    end as default_value,
    exists(
        select from pg_constraint as keys
        where
            keys.conrelid = columns.attrelid
            and keys.contype = 'p' and columns.attnum = any(keys.conkey)
    ) as is_key,
    (
        select string_agg(keys.confrelid::regclass::text, ', ' order by keys.conname)
        from pg_constraint as keys
        where
            keys.conrelid = columns.attrelid
            and keys.contype = 'f' and columns.attnum = any(keys.conkey)
    ) as refers_to,
    col_description(columns.attrelid, columns.attnum) as column_comment
from pg_attribute as columns
left join pg_attrdef as defaults
    on columns.attrelid = defaults.adrelid and columns.attnum = defaults.adnum
where
    columns.attrelid = $1::text::regclass
    and columns.attnum > 0
    and not columns.attisdropped
order by columns.attnum;
