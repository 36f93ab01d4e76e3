-- Change what was given of a task; returns its key, or no row where it is gone.
-- $1: number of the order; $2: the task; $3: other words, or null; $4: whether it is done, or null.
update floor.work_order_tasks
set
    title = coalesce($3, work_order_tasks.title),
    done_at = case
        when $4::boolean is null then work_order_tasks.done_at
        when $4 then coalesce(work_order_tasks.done_at, clock_timestamp())
    end,
    done_by = case
        when $4::boolean is null then work_order_tasks.done_by
        when $4 then coalesce(work_order_tasks.done_by, floor.person(), session_user)
    end
where
    work_order_tasks.work_order_id = $1
    and work_order_tasks.task_id = $2
returning work_order_tasks.task_id;
