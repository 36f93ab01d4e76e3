-- Say something about a work order.
-- $1: the order; $2: what is said.
insert into floor.work_order_comments (work_order_id, body)
values ($1, $2);
