-- Find a product by name, however it is typed, or say which names come close.
create function floor.product_id(p_product_name text) returns integer
language plpgsql stable strict
set search_path = pg_catalog, pg_temp
as $$
declare
    v_product_id integer;
begin
    select products.product_id into v_product_id
    from floor.products
    where lower(products.product_name) = lower(p_product_name);
    if v_product_id is null then
        raise exception 'product "%" is unknown', p_product_name
        using errcode = 'foreign_key_violation', hint = (
            select coalesce(
                'Did you mean '
                || floor.similar_names(p_product_name, array_agg(products.product_name))
                || '? All names: select product_name from floor.products.',
                'There is no product yet: add one to floor.toml and run "floorcast migrate".'
            )
            from floor.products
            where products.retired_at is null
        );
    end if;
    return v_product_id;
end;
$$;

comment on function floor.product_id(text) is
'Key of the product of that name, ignoring case; null for null. Raises an error that offers '
'similar names where there is none.';
