-- Deliver parts.
-- $1: parts; $2: quantities; $3: instants; arrays of one length.
insert into floor.part_moves (part_id, quantity, note, moved_at)
select
    delivered.part_id,
    delivered.quantity,
    'First delivery' as note,
    delivered.moved_at
from
    unnest($1::integer[], $2::numeric[], $3::timestamptz[])
        as delivered (part_id, quantity, moved_at);
