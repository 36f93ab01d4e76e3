-- Whether there is any work order.
select coalesce(max(work_order_id), 0) > 0 as has_orders
from floor.work_orders;
