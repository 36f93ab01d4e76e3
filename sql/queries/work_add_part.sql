-- A new part; returns its key. $1: its columns (jsonb).
insert into floor.parts (part_number, part_name, unit, minimum_qty, storage_place)
select
    given.part_number,
    given.part_name,
    given.unit,
    given.minimum_qty,
    given.storage_place
from jsonb_populate_record(null::floor.parts, $1::jsonb) as given
returning part_id;
