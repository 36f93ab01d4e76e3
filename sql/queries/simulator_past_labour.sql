-- End the work on orders of the past when they left the status in_progress: as they were written
-- all at once, work on one order ended when its technician began the next one.
-- $1: the orders.
update floor.work_order_labour as labour
set ended_at = ended.at
from (
    select
        stretches.labour_id,
        min(steps.at) as at
    from floor.work_order_labour as stretches
    inner join floor.work_order_steps as steps
        on stretches.work_order_id = steps.work_order_id and stretches.started_at < steps.at
    where stretches.work_order_id = any($1::integer[]) and steps.from_status = 'in_progress'
    group by stretches.labour_id
) as ended
where labour.labour_id = ended.labour_id and labour.ended_at is distinct from ended.at;
