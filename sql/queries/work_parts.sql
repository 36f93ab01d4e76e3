-- Parts with their stock, as JSON, by number. $1: one of them, or null for all.
select to_jsonb(part_stock.*)::text as row_json
from floor.part_stock
where $1::integer is null or part_stock.part_id = $1
order by lower(part_stock.part_number);
