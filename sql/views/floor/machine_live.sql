-- What a tile on the map shows: topic "machines" of the change feed.
-- Grain: one row per machine in use.
create view floor.machine_live as
with

machines as (
    select * from floor.machines
    where retired_at is null
),

final as (
    select
        machines.machine_name,
        machines.short_name,
        lines.line_name as line,
        plants.plant_name as plant,
        machines.machine_type,
        coalesce(machine_status.status, 'no_data') as status,
        machine_status.since_at,
        machine_status.at as event_at,
        machine_status.detail,
        machine_status.source,
        machines.map_x,
        machines.map_y,
        machines.map_width,
        machines.map_height,
        given.reason_name as reason,
        coalesce(work.open_work_orders, 0) as open_work_orders,
        work.work_order_priority,
        work.work_order_id,
        case
            when machine_status.status = 'down' and given.reason_name is null
                then floor.needs_reason_at(machines.machine_id, machine_status.since_at)
        end as needs_reason_at
    from machines
    inner join floor.visible_lines as lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    left join floor.machine_status on machines.machine_id = machine_status.machine_id
    -- what was said last in the stop that lasts; read from its newest event backwards
    left join lateral (
        select reasons.reason_name
        from floor.status_events
        inner join floor.reasons on status_events.reason_id = reasons.reason_id
        where
            machine_status.status = 'down'
            and status_events.machine_id = machine_status.machine_id
            and status_events.at >= machine_status.since_at
        order by status_events.at desc
        limit 1
    ) as given on true
    left join lateral (
        select
            count(*)::integer as open_work_orders,
            (
                array_agg(
                    work_orders.priority
                    order by floor.work_order_rank(work_orders.priority) desc
                )
            )[1] as work_order_priority,
            (
                array_agg(
                    work_orders.work_order_id
                    order by
                        coalesce(
                            machine_status.status = 'down'
                            and work_orders.stopped_at >= machine_status.since_at,
                            false
                        ) desc,
                        floor.work_order_rank(work_orders.priority) desc,
                        work_orders.due_at asc,
                        work_orders.work_order_id asc
                )
            )[1] as work_order_id
        from floor.work_orders
        where
            work_orders.machine_id = machines.machine_id
            -- as the index on what is to do has it
            and work_orders.status not in ('verified', 'cancelled')
            and work_orders.status <> 'done'
    ) as work on true
)

select * from final;

comment on view floor.machine_live is
'What a tile on the map shows; rows of the topic machines. One row per machine in use, '
'with or without an event.';
comment on column floor.machine_live.machine_name is 'Full name; the key of the topic.';
comment on column floor.machine_live.short_name is 'Name that fits a tile.';
comment on column floor.machine_live.line is 'Line the machine belongs to.';
comment on column floor.machine_live.plant is 'Plant the line belongs to.';
comment on column floor.machine_live.machine_type is 'Kind of machine.';
comment on column floor.machine_live.status is
'operational, warning, down or no_data; no_data where there was never an event.';
comment on column floor.machine_live.since_at is
'Since when it is in this status; null without an event.';
comment on column floor.machine_live.event_at is 'Instant of the latest event; null without one.';
comment on column floor.machine_live.detail is 'The source''s own word for the state.';
comment on column floor.machine_live.source is 'Which program reported it.';
comment on column floor.machine_live.map_x is 'Left edge on the map of its plant, in grid cells.';
comment on column floor.machine_live.map_y is 'Upper edge on the map of its plant, in grid cells.';
comment on column floor.machine_live.map_width is 'Width on the map, in grid cells.';
comment on column floor.machine_live.map_height is 'Height on the map, in grid cells.';
comment on column floor.machine_live.reason is
'Why it is down: the reason given last in this stop; null where nobody said, or it is not down.';
comment on column floor.machine_live.open_work_orders is
'Work orders that are to be done: open, assigned, in progress or on hold.';
comment on column floor.machine_live.work_order_priority is
'The highest priority among them: low, normal, high or urgent; null without one.';
comment on column floor.machine_live.work_order_id is
'The one to look at: about the stop that lasts, else the most urgent; null without one.';
comment on column floor.machine_live.needs_reason_at is
'From when on the stop that lasts owes a reason; null where one was given, or it is not down.';
