-- One order in full, as JSON; null where there is none that the person who asks may see.
-- $1: its number.
with

one as (
    select
        work_orders.work_order_id,
        work_orders.machine_id,
        work_orders.description,
        work_orders.status,
        work_orders.assignee_id,
        work_orders.reported_by
    from floor.work_orders
    where work_orders.work_order_id = $1
),

steps as (
    select
        jsonb_agg(
            jsonb_build_object(
                'step_no', work_order_steps.step_no,
                'at', work_order_steps.at,
                'from_status', work_order_steps.from_status,
                'to_status', work_order_steps.to_status,
                'assignee', employees.employee_name,
                'note', work_order_steps.note,
                'taken_by', floor.person_name(work_order_steps.taken_by)
            ) order by work_order_steps.step_no
        ) as listed
    from floor.work_order_steps
    left join floor.employees on work_order_steps.assignee_id = employees.employee_id
    where work_order_steps.work_order_id = $1
),

comments as (
    select
        jsonb_agg(
            jsonb_build_object(
                'comment_id', work_order_comments.comment_id,
                'body', work_order_comments.body,
                'written_at', work_order_comments.written_at,
                'author', floor.person_name(work_order_comments.written_by)
            ) order by work_order_comments.comment_id
        ) as listed
    from floor.work_order_comments
    where work_order_comments.work_order_id = $1
),

photos as (
    select
        jsonb_agg(
            jsonb_build_object(
                'photo_id', work_order_photos.photo_id,
                'file_name', work_order_photos.file_name,
                'media_type', work_order_photos.media_type,
                'size_bytes', work_order_photos.size_bytes,
                'width_px', work_order_photos.width_px,
                'height_px', work_order_photos.height_px,
                'added_at', work_order_photos.added_at,
                'author', floor.person_name(work_order_photos.added_by),
                'url', format('/api/work-orders/%s/photos/%s', $1, work_order_photos.photo_id)
            ) order by work_order_photos.photo_id
        ) as listed
    from floor.work_order_photos
    where work_order_photos.work_order_id = $1
),

tasks as (
    select
        jsonb_agg(
            jsonb_build_object(
                'task_id', work_order_tasks.task_id,
                'position', work_order_tasks.position,
                'title', work_order_tasks.title,
                'done_at', work_order_tasks.done_at,
                'done_by', floor.person_name(work_order_tasks.done_by)
            ) order by work_order_tasks.position, work_order_tasks.task_id
        ) as listed
    from floor.work_order_tasks
    where work_order_tasks.work_order_id = $1
),

labour as (
    select
        jsonb_agg(
            jsonb_build_object(
                'labour_id', work_order_labour.labour_id,
                'employee_id', work_order_labour.employee_id,
                'employee', employees.employee_name,
                'started_at', work_order_labour.started_at,
                'ended_at', work_order_labour.ended_at,
                'labour_s', round(
                    extract(
                        epoch from coalesce(work_order_labour.ended_at, clock_timestamp())
                        - work_order_labour.started_at
                    ),
                    3
                )
            ) order by work_order_labour.started_at, work_order_labour.labour_id
        ) as listed
    from floor.work_order_labour
    inner join floor.employees on work_order_labour.employee_id = employees.employee_id
    where work_order_labour.work_order_id = $1
),

used as (
    select
        part_moves.part_id,
        -sum(part_moves.quantity) as quantity
    from floor.part_moves
    where part_moves.work_order_id = $1
    group by part_moves.part_id
    having sum(part_moves.quantity) <> 0
),

parts as (
    select
        jsonb_agg(
            jsonb_build_object(
                'part_id', used.part_id,
                'part_number', parts.part_number,
                'part_name', parts.part_name,
                'unit', parts.unit,
                'quantity', used.quantity
            ) order by parts.part_number
        ) as listed
    from used
    inner join floor.parts on used.part_id = parts.part_id
),

legal as (
    select
        jsonb_agg(
            jsonb_build_object(
                'to', work_order_transitions.to_status,
                'label', work_order_transitions.label,
                'is_note_needed', work_order_transitions.is_note_needed
            ) order by work_order_transitions.sort_order
        ) as listed
    from one
    inner join floor.work_order_transitions
        on one.status = work_order_transitions.from_status
    where
        (
            floor.may(work_order_transitions.action, one.machine_id)
            -- what somebody else has is given back by whoever plans
            and (
                work_order_transitions.to_status <> 'open'
                or one.assignee_id = floor.own_employee_id()
                or floor.may('work.plan', one.machine_id)
            )
        )
        -- who reported it may take it back while nobody has it
        or (
            work_order_transitions.to_status = 'cancelled'
            and one.status = 'open'
            and lower(one.reported_by) = lower(floor.person())
        )
),

rights as (
    select jsonb_agg(distinct permissions.action) as listed
    from one
    cross join floor.permissions
    where floor.may(permissions.action, one.machine_id)
)

select
    (
        to_jsonb(work_order_live.*)
        || jsonb_build_object(
            'description', one.description,
            'steps', coalesce(steps.listed, '[]'),
            'comment_list', coalesce(comments.listed, '[]'),
            'photo_list', coalesce(photos.listed, '[]'),
            'task_list', coalesce(tasks.listed, '[]'),
            'labour', coalesce(labour.listed, '[]'),
            'part_list', coalesce(parts.listed, '[]'),
            'labour_s', work_order_sums.labour_s,
            'downtime_s', work_order_sums.downtime_s,
            'response_s', work_order_sums.response_s,
            'next', coalesce(legal.listed, '[]'),
            'may', coalesce(rights.listed, '[]')
        )
    )::text as row_json
from one
inner join floor.work_order_live on one.work_order_id = work_order_live.work_order_id
left join floor.work_order_sums on one.work_order_id = work_order_sums.work_order_id
cross join steps
cross join comments
cross join photos
cross join tasks
cross join labour
cross join parts
cross join legal
cross join rights;
