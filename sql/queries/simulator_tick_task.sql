-- Tick something off a checklist.
-- $1: the task.
update floor.work_order_tasks
set done_at = clock_timestamp()
where task_id = $1 and done_at is null;
