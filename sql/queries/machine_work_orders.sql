-- The latest work orders of a machine that are finished, newest first.
-- $1: machine_id; $2: statuses that are not finished; $3: how many at most.
select
    work_order_live.work_order_id,
    work_order_live.title,
    work_order_live.status,
    work_order_live.status_at,
    work_order_live.assignee
from floor.work_orders
inner join floor.work_order_live on work_orders.work_order_id = work_order_live.work_order_id
where
    work_orders.machine_id = $1
    and work_orders.status <> all($2)
order by work_orders.status_at desc
limit $3;
