-- Change what was given of an order where it still is as it was read, and something differs;
-- returns its new version, or no row.
-- $1: its number; $2: the version that was read; $3: the fields that change (jsonb).
with

wanted as (
    select changed.*
    from floor.work_orders
    cross join lateral jsonb_populate_record(work_orders, $3::jsonb) as changed
    where work_orders.work_order_id = $1
)

update floor.work_orders
set
    title = wanted.title,
    description = wanted.description,
    priority = wanted.priority,
    kind = wanted.kind,
    due_at = wanted.due_at,
    assignee_id = wanted.assignee_id,
    -- who has an order that nobody has begun says whether it is assigned
    status = case
        when work_orders.status not in ('open', 'assigned') then work_orders.status
        when wanted.assignee_id is null then 'open'
        else 'assigned'
    end
from wanted
where
    work_orders.work_order_id = $1
    and work_orders.version = $2
    and (
        work_orders.title,
        work_orders.description,
        work_orders.priority,
        work_orders.kind,
        work_orders.due_at,
        work_orders.assignee_id
    ) is distinct from (
        wanted.title,
        wanted.description,
        wanted.priority,
        wanted.kind,
        wanted.due_at,
        wanted.assignee_id
    )
returning work_orders.version;
