-- What machines make.
-- Grain: one row per product, retired ones included.
create view gold.products as
select
    products.product_name as product,
    products.product_id,
    products.description,
    products.retired_at
from floor.products;

comment on view gold.products is
'What machines make (ISA-95 material definitions). One row per product, retired ones included.';
comment on column gold.products.product is 'Name or part number.';
comment on column gold.products.product_id is 'Internal key of the product.';
comment on column gold.products.description is 'What it is, in one sentence.';
comment on column gold.products.retired_at is
'When it left the configuration; null while it is in use.';
