-- Work orders that made-up people see to: theirs, and those that nobody has yet and that a rule, a
-- plan or one of them opened. One row per order that is not verified.
-- $1: simulated machines; $2: what addresses of made-up people end in.
with

orders as (
    select
        work_orders.*,
        machines.line_id,
        people.email as assignee_email
    from floor.work_orders
    inner join floor.machines on work_orders.machine_id = machines.machine_id
    left join floor.employees on work_orders.assignee_id = employees.employee_id
    left join floor.people on employees.person_id = people.person_id
    where
        work_orders.status not in ('verified', 'cancelled')
        and work_orders.machine_id = any($1::integer[])
)

select
    orders.work_order_id,
    orders.line_id,
    orders.kind,
    orders.status,
    orders.opened_at,
    orders.status_at,
    orders.assignee_email,
    coalesce(
        machine_status.status = 'down' and machine_status.since_at <= orders.stopped_at, false
    ) as is_stop_open,
    given.reason_name as reason,
    array(
        select tasks.task_id
        from floor.work_order_tasks as tasks
        where tasks.work_order_id = orders.work_order_id and tasks.done_at is null
        order by tasks.position
    ) as task_ids,
    (
        select count(*)
        from floor.work_order_tasks as tasks
        where tasks.work_order_id = orders.work_order_id and tasks.done_at is not null
    ) as ticked,
    (
        select count(*)
        from floor.part_moves
        where part_moves.work_order_id = orders.work_order_id
    ) as moves,
    (
        select count(*)
        from floor.work_order_steps as steps
        where steps.work_order_id = orders.work_order_id and steps.to_status = 'on_hold'
    ) as holds
from orders
left join floor.machine_status on orders.machine_id = machine_status.machine_id
left join lateral (
    select reasons.reason_name
    from floor.status_events
    inner join floor.reasons on status_events.reason_id = reasons.reason_id
    where
        status_events.machine_id = orders.machine_id
        and status_events.at >= orders.stopped_at
        and status_events.at < orders.stopped_at + interval '8 hours'
        and status_events.status = 'down'
    order by status_events.at
    limit 1
) as given on true
where
    orders.assignee_email like '%' || $2
    or (
        orders.status = 'open'
        and (
            orders.reported_by like '%' || $2
            or orders.rule_id is not null
            or orders.plan_id is not null
        )
    )
order by orders.work_order_id;
