-- Employees: cards name who does the work.
select relay.announce(
    'floor.employees',
    'work_orders',
    'select work_order_id::text from changed'
    ' inner join floor.work_orders on changed.employee_id = work_orders.assignee_id'
    ' where work_orders.status not in (''verified'', ''cancelled'')'
    ' union'
    ' select work_order_id::text from changed'
    ' inner join floor.work_order_labour using (employee_id)'
    ' where work_order_labour.ended_at is null'
);

-- Who changes it is written down.
select floor.audit('floor.employees');
