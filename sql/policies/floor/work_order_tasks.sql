-- Checklists: where the machine of the order stands; whoever opens an order may bring one.
select floor.protect(
    'floor.work_order_tasks',
    '(select orders.machine_id from floor.work_orders as orders'
    || ' where orders.work_order_id = work_order_tasks.work_order_id)',
    'work.report', 'work.do', 'work.do'
);
