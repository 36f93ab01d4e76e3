-- Comments: where the machine of the order stands; what was said stays.
select floor.protect(
    'floor.work_order_comments',
    '(select orders.machine_id from floor.work_orders as orders'
    || ' where orders.work_order_id = work_order_comments.work_order_id)',
    'work.report'
);
