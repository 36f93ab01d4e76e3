-- Take an order a step on; returns its new version, or no row where it changed since it was read,
-- or is in that status already.
-- $1: its number; $2: the status to go to; $3: what is said; $4: who gets it, or null; $5: the
-- version that was read, or null.
update floor.work_orders
set
    status = $2,
    status_note = $3,
    assignee_id = case $2
        when 'open' then null
        else coalesce($4, work_orders.assignee_id)
    end
where
    work_orders.work_order_id = $1
    and work_orders.status <> $2
    and ($5::integer is null or work_orders.version = $5)
returning work_orders.version;
