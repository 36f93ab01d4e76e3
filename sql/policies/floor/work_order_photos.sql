-- Pictures: where the machine of the order stands.
select floor.protect(
    'floor.work_order_photos',
    '(select orders.machine_id from floor.work_orders as orders'
    || ' where orders.work_order_id = work_order_photos.work_order_id)',
    'work.report', null, 'work.do'
);
