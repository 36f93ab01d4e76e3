-- How urgent a priority is, as a number.
create function floor.work_order_rank(p_priority text) returns integer
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select array_position(array['low', 'normal', 'high', 'urgent'], p_priority);
$$;

comment on function floor.work_order_rank(text) is
'Rank of a priority of work orders: 1 low, 2 normal, 3 high, 4 urgent.';
