-- Take a step of some work orders in the past, as the person who acts.
-- $1: the next status; $2: orders; $3: when; $4: what is said; $5: who has them from then on;
-- arrays of one length.
update floor.work_orders
set
    status = $1,
    status_at = steps.at,
    status_note = steps.note,
    assignee_id = steps.assignee_id
from
    unnest($2::integer[], $3::timestamptz[], $4::text[], $5::integer[])
        as steps (work_order_id, at, note, assignee_id)
where work_orders.work_order_id = steps.work_order_id;
