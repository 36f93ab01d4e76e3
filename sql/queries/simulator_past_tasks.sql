-- Checklists of work orders of the past, ticked off one after the other while they were worked on.
-- $1: orders; $2: places; $3: titles; $4: when; $5: by whom; arrays of one length.
insert into floor.work_order_tasks (work_order_id, position, title, done_at, done_by)
select
    tasks.work_order_id,
    tasks.place,
    tasks.title,
    tasks.done_at,
    tasks.done_by
from
    unnest($1::integer[], $2::integer[], $3::text[], $4::timestamptz[], $5::text[])
        as tasks (work_order_id, place, title, done_at, done_by);
