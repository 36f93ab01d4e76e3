-- Open an order; returns its number. $1: machine_id; $2: title; $3: description; $4: priority;
-- $5: kind; $6: due_at; $7: the employee who gets it; $8: an instant of the stop it
-- is about, which is kept by its beginning.
insert into floor.work_orders (
    machine_id, title, description, priority, kind, due_at, assignee_id, stopped_at, status
)
values (
    $1, $2, $3, $4, $5, $6, $7,
    coalesce((select stop.started_at from floor.stop_at($1, $8) as stop), $8),
    case when $7::integer is null then 'open' else 'assigned' end
)
returning work_order_id;
