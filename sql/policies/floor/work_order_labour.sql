-- Work on orders: where the machine of the order stands.
select floor.protect(
    'floor.work_order_labour',
    '(select orders.machine_id from floor.work_orders as orders'
    || ' where orders.work_order_id = work_order_labour.work_order_id)',
    'work.do', 'work.do', 'work.plan'
);
