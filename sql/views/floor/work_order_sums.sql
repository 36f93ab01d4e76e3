-- Times and quantities of work orders.
-- Grain: one row per work order. Views of gold read it for analysts, who may read no table of
-- floor: so it has its owner's rights, and asks itself who looks.
create view floor.work_order_sums as
with

labour as (
    select
        work_order_id,
        sum(date_part('epoch', greatest(coalesce(ended_at, now()), started_at) - started_at))
            as labour_s
    from floor.work_order_labour
    group by work_order_id
),

holds as (
    select
        steps.work_order_id,
        sum(
            date_part('epoch', greatest(coalesce(next_steps.at, now()), steps.at) - steps.at)
        ) as on_hold_s
    from floor.work_order_steps as steps
    left join floor.work_order_steps as next_steps
        on
            steps.work_order_id = next_steps.work_order_id
            and next_steps.step_no = steps.step_no + 1
    where steps.to_status = 'on_hold'
    group by steps.work_order_id
),

used as (
    select work_order_id
    from floor.part_moves
    where work_order_id is not null
    group by work_order_id, part_id
    having sum(quantity) <> 0
),

parts as (
    select
        work_order_id,
        count(*) as parts
    from used
    group by work_order_id
),

final as (
    select
        work_orders.work_order_id,
        coalesce(labour.labour_s, 0) as labour_s,
        date_part(
            'epoch',
            greatest(coalesce(stops.ended_at, now()), stops.started_at) - stops.started_at
        ) as downtime_s,
        date_part('epoch', work_orders.started_at - work_orders.opened_at) as response_s,
        case
            when work_orders.status in ('done', 'verified')
                then date_part('epoch', work_orders.done_at - work_orders.opened_at)
        end as resolution_s,
        coalesce(holds.on_hold_s, 0) as on_hold_s,
        coalesce(parts.parts, 0) as parts
    from floor.work_orders
    left join
        lateral floor.stop_at(work_orders.machine_id, work_orders.stopped_at) as stops
        on work_orders.stopped_at is not null
    left join labour on work_orders.work_order_id = labour.work_order_id
    left join holds on work_orders.work_order_id = holds.work_order_id
    left join parts on work_orders.work_order_id = parts.work_order_id
    where
        (select floor.may_everywhere('floor.see'))
        or work_orders.machine_id in (select floor.machines_where('floor.see'))
)

select * from final;

comment on view floor.work_order_sums is
'Times and quantities of work orders, up to now where they go on. One row per work order.';
comment on column floor.work_order_sums.work_order_id is 'The order.';
comment on column floor.work_order_sums.labour_s is
'Seconds worked on it: of two at work for a minute, two minutes.';
comment on column floor.work_order_sums.downtime_s is
'Seconds of the stop it is about; null without one.';
comment on column floor.work_order_sums.response_s is
'Seconds from opening until work first began; null before.';
comment on column floor.work_order_sums.resolution_s is
'Seconds from opening until it was done; null before.';
comment on column floor.work_order_sums.on_hold_s is 'Seconds it waited on hold.';
comment on column floor.work_order_sums.parts is
'Different parts it used, and did not give back.';
