-- What was said about work orders of the past.
-- $1: orders; $2: texts; $3: when; $4: by whom; arrays of one length.
insert into floor.work_order_comments (work_order_id, body, written_at, written_by)
select
    comments.work_order_id,
    comments.body,
    comments.written_at,
    comments.written_by
from
    unnest($1::integer[], $2::text[], $3::timestamptz[], $4::text[])
        as comments (work_order_id, body, written_at, written_by);
