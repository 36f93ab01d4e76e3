-- What was said before of a table with these columns. $1 kind, $2 its column names.
select import_mappings.mapping::text as mapping
from floor.import_mappings
where import_mappings.import_kind = $1 and import_mappings.header_key = $2;
