-- Parts that work orders of the past used; a part there is not is left out.
-- $1: orders; $2: numbers of parts; $3: how much; $4: when; $5: by whom; arrays of one length.
insert into floor.part_moves (part_id, quantity, work_order_id, moved_at, moved_by)
select
    parts.part_id,
    -used.quantity as quantity,
    used.work_order_id,
    used.moved_at,
    used.moved_by
from
    unnest($1::integer[], $2::text[], $3::numeric[], $4::timestamptz[], $5::text[])
        as used (work_order_id, part_number, quantity, moved_at, moved_by)
inner join floor.parts on used.part_number = parts.part_number;
