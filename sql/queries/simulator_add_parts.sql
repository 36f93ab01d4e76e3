-- Add spare parts; returns what is to be delivered of each. One row per part.
-- $1: numbers; $2: names; $3: units; $4: least stocks; $5: places; $6: delivered quantities;
-- arrays of one length; $7: when they were delivered.
with

made as (
    select *
    from
        unnest($1::text[], $2::text[], $3::text[], $4::numeric[], $5::text[], $6::numeric[])
            as made_up (part_number, part_name, unit, minimum_qty, storage_place, quantity)
),

parts as (
    insert into floor.parts (
        part_number, part_name, unit, minimum_qty, storage_place, origin
    )
    select
        made.part_number,
        made.part_name,
        made.unit,
        made.minimum_qty,
        made.storage_place,
        'simulator' as origin
    from made
    returning part_id, part_number
)

select
    parts.part_id,
    made.quantity,
    $7::timestamptz as moved_at
from made
inner join parts on made.part_number = parts.part_number;
