-- OEE by product and local day.
select floor.create_oee_view(
    'gold.oee_product_day',
    array['line_id', 'product_id', 'business_date'],
    'OEE of each line while it made a product, by business date. One row per line, product '
    'and day.'
);
