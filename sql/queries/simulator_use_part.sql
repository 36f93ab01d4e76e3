-- Use a part, where there is one of that number with enough in stock.
-- $1: the order; $2: number of the part; $3: how much.
insert into floor.part_moves (part_id, quantity, work_order_id)
select
    parts.part_id,
    -$3::numeric as quantity,
    $1::integer as work_order_id
from floor.parts
where
    parts.part_number = $2
    and (
        select coalesce(sum(part_moves.quantity), 0)
        from floor.part_moves
        where part_moves.part_id = parts.part_id
    ) >= $3;
