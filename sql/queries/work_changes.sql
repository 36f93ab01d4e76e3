-- Who changed what of an order since a version of it, oldest first.
-- $1: its number; $2: the version that was read.
select
    work_order_history.field,
    work_order_history.before,
    work_order_history.after,
    work_order_history.changed_at,
    work_order_history.changed_by
from floor.work_order_history
where
    work_order_history.work_order_id = $1
    and work_order_history.version > $2
order by work_order_history.version, work_order_history.field;
