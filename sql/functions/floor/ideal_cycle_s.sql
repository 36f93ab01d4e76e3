-- The ideal cycle in force: the product's own, else the one for any product.
create function floor.ideal_cycle_s(
    p_machine_id integer, p_product_id integer, p_at timestamptz
) returns numeric
language sql stable
as $$
    select ideal_cycles.ideal_cycle_s
    from floor.ideal_cycles
    where
        ideal_cycles.machine_id = p_machine_id
        and (ideal_cycles.product_id = p_product_id or ideal_cycles.product_id is null)
        and ideal_cycles.valid_from <= p_at
    order by ideal_cycles.product_id nulls last, ideal_cycles.valid_from desc
    limit 1;
$$;

comment on function floor.ideal_cycle_s(integer, integer, timestamptz) is
'Seconds for one piece of that product on that machine at that instant; null where nobody said.';
