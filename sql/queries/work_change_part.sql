-- Change what was given of a part; returns its key. $1: the part; $2: the columns that change
-- (jsonb), and is_retired.
with

wanted as (
    select changed.*
    from floor.parts
    cross join lateral jsonb_populate_record(parts, $2::jsonb) as changed
    where parts.part_id = $1
)

update floor.parts
set
    part_number = wanted.part_number,
    part_name = wanted.part_name,
    unit = wanted.unit,
    minimum_qty = wanted.minimum_qty,
    storage_place = wanted.storage_place,
    retired_at = case ($2::jsonb ->> 'is_retired')::boolean
        when true then coalesce(parts.retired_at, clock_timestamp())
        when false then null
        else parts.retired_at
    end
from wanted
where parts.part_id = $1
returning parts.part_id;
