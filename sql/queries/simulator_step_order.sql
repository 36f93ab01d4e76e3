-- Take a step of a work order, unless somebody took another one meanwhile.
-- $1: the order; $2: the status it has; $3: the next one; $4: what is said.
update floor.work_orders
set status = $3, status_note = $4
where work_order_id = $1 and status = $2;
