-- Steps of orders: seen where the machine of the order stands; written by triggers alone.
select floor.protect(
    'floor.work_order_steps',
    '(select orders.machine_id from floor.work_orders as orders'
    || ' where orders.work_order_id = work_order_steps.work_order_id)',
    null
);
