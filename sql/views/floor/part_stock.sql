-- How many of each spare part there are.
-- Grain: one row per part, retired ones included.
create view floor.part_stock with (security_invoker = true) as
with

sums as (
    select * from floor.sums_of_parts()
),

final as (
    select
        parts.part_id,
        parts.part_number,
        parts.part_name,
        parts.unit,
        parts.storage_place,
        coalesce(sums.stock_qty, 0) as stock_qty,
        parts.minimum_qty,
        parts.retired_at is null
        and coalesce(sums.stock_qty, 0) < parts.minimum_qty as is_short,
        sums.last_moved_at,
        parts.retired_at
    from floor.parts
    left join sums on parts.part_id = sums.part_id
)

select * from final;

comment on view floor.part_stock is
'How many of each spare part there are: the sum of its moves. One row per part, retired ones '
'included.';
comment on column floor.part_stock.part_id is 'The part.';
comment on column floor.part_stock.part_number is 'Part number.';
comment on column floor.part_stock.part_name is 'What it is.';
comment on column floor.part_stock.unit is 'What is counted: pcs, m, l.';
comment on column floor.part_stock.storage_place is 'Where it lies.';
comment on column floor.part_stock.stock_qty is 'How many there are, in units.';
comment on column floor.part_stock.minimum_qty is 'Below this it is short, in units.';
comment on column floor.part_stock.is_short is
'Whether there are fewer than that; false for retired parts.';
comment on column floor.part_stock.last_moved_at is
'When some came or went last; null where none ever did.';
comment on column floor.part_stock.retired_at is 'When it was last used; null while in use.';
