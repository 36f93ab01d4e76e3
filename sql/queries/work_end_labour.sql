-- End somebody's work on an order; returns its key, or no row where they are not at it.
-- $1: its number; $2: the employee.
update floor.work_order_labour
set ended_at = clock_timestamp()
where
    work_order_labour.work_order_id = $1
    and work_order_labour.employee_id = $2
    and work_order_labour.ended_at is null
returning work_order_labour.labour_id;
