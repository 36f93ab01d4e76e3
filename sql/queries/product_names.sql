-- Names of the products that are made, in their order.
select products.product_name
from floor.products
where products.retired_at is null
order by products.product_name;
