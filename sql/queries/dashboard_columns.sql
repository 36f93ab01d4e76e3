-- Columns of a view ($1: its name with its schema).
select pg_attribute.attname as column_name
from pg_attribute
where
    pg_attribute.attrelid = to_regclass($1)
    and pg_attribute.attnum > 0
    and not pg_attribute.attisdropped
order by pg_attribute.attnum;
