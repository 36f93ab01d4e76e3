-- Open work orders of the past; returns their numbers. One row per order, in the order given.
-- $1: machines; $2: kinds; $3: titles; $4: priorities; $5: who reported them; $6: instants of
-- stops, null for none; $7: plans, null for none; $8: when they were opened; $9: when they are due;
-- arrays of one length.
with

orders as (
    select *
    from
        unnest(
            $1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
            $7::integer[], $8::timestamptz[], $9::timestamptz[]
        ) with ordinality as made (
            machine_id, kind, title, priority, reported_by, stopped_at, plan_id, opened_at,
            due_at, place
        )
),

opened as (
    insert into floor.work_orders (
        machine_id, kind, title, priority, reported_by, stopped_at, plan_id, opened_at, due_at,
        source
    )
    select
        orders.machine_id,
        orders.kind,
        orders.title,
        orders.priority,
        orders.reported_by,
        orders.stopped_at,
        orders.plan_id,
        orders.opened_at,
        orders.due_at,
        'simulator' as source
    from orders
    order by orders.place
    returning work_order_id, machine_id, opened_at
)

select opened.work_order_id
from orders
inner join opened
    on orders.machine_id = opened.machine_id and orders.opened_at = opened.opened_at
order by orders.place;
