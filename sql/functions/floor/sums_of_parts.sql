-- How many of each part all moves make, those of lines one may not see, too.
create function floor.sums_of_parts()
returns table (part_id integer, stock_qty numeric, last_moved_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select
        part_moves.part_id,
        sum(part_moves.quantity),
        max(part_moves.moved_at)
    from floor.part_moves
    group by part_moves.part_id;
$$;

comment on function floor.sums_of_parts() is
'Stock of each part that ever moved: the store is one for all lines, so moves of orders that the '
'person who acts may not see count, too.';
