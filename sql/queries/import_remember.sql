-- Remember what was said of a table with these columns. $1 kind, $2 its column names, $3 choices.
insert into floor.import_mappings (import_kind, header_key, mapping)
values ($1, $2, $3::text::jsonb)
on conflict (import_kind, header_key) do update
    set mapping = excluded.mapping, used_at = excluded.used_at;
