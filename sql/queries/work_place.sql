-- One order where it stands, as far as the person who asks may see it. $1: its number.
select
    work_orders.work_order_id,
    work_orders.machine_id,
    work_orders.status,
    work_orders.version,
    work_orders.assignee_id,
    employees.employee_name as assignee,
    machines.machine_name,
    lines.line_name
from floor.work_orders
inner join floor.machines on work_orders.machine_id = machines.machine_id
inner join floor.lines on machines.line_id = lines.line_id
left join floor.employees on work_orders.assignee_id = employees.employee_id
where work_orders.work_order_id = $1;
