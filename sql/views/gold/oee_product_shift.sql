-- OEE by product and shift.
select floor.create_oee_view(
    'gold.oee_product_shift',
    array['line_id', 'product_id', 'business_date', 'shift_id'],
    'OEE of each line while it made a product, by shift. One row per line, product and shift.'
);
