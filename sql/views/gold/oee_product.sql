-- OEE by product, over all time or any period.
select floor.create_oee_view(
    'gold.oee_product',
    array['line_id', 'product_id'],
    'OEE of each line while it made a product, over all time; gold.oee_product_over(…) for '
    'any period. One row per line and product.',
    p_function => 'gold.oee_product_over'
);
