-- Work orders opened and closed, day by day.
-- Grain: one row per plant and local date of the last 30.
create view gold.dashboard_work_order_trends_30days as
with

plants as (
    select
        plants.plant_id,
        plants.plant_name,
        plants.time_zone,
        (now() at time zone plants.time_zone)::date as today
    from floor.plants
    where
        plants.retired_at is null
        and plants.plant_id in (select lines.plant_id from floor.visible_lines as lines)
),

days as (
    select
        plants.plant_id,
        plants.plant_name,
        plants.today - ago.days as business_date
    from plants
    cross join generate_series(0, 29) as ago (days)
),

orders as (
    select
        plants.plant_id,
        (work_orders.opened_at at time zone plants.time_zone)::date as opened_on,
        (
            case
                when work_orders.status in ('done', 'verified') then work_orders.done_at
                when work_orders.status = 'cancelled' then work_orders.cancelled_at
            end at time zone plants.time_zone
        )::date as closed_on,
        date_part('epoch', work_orders.started_at - work_orders.opened_at) as response_s,
        case
            when work_orders.status in ('done', 'verified')
                then date_part('epoch', work_orders.done_at - work_orders.opened_at)
        end as resolution_s
    from floor.work_orders
    inner join floor.machines on work_orders.machine_id = machines.machine_id
    inner join floor.visible_lines as lines on machines.line_id = lines.line_id
    inner join plants on lines.plant_id = plants.plant_id
),

openings as (
    select
        plant_id,
        opened_on as business_date,
        count(*) as opened
    from orders
    group by plant_id, opened_on
),

closings as (
    select
        plant_id,
        closed_on as business_date,
        count(*) as closed,
        avg(response_s) as mean_response_s,
        avg(resolution_s) as mean_resolution_s
    from orders
    group by plant_id, closed_on
),

-- what was opened by then, and not closed by then
backlogs as (
    select
        days.plant_id,
        days.business_date,
        count(orders.plant_id) as open_at_end
    from days
    left join orders
        on
            days.plant_id = orders.plant_id
            and days.business_date >= orders.opened_on
            and days.business_date < coalesce(orders.closed_on, 'infinity')
    group by days.plant_id, days.business_date
),

final as (
    select
        days.plant_name as plant,
        days.plant_id,
        days.business_date,
        coalesce(openings.opened, 0) as opened,
        coalesce(closings.closed, 0) as closed,
        backlogs.open_at_end,
        closings.mean_response_s,
        closings.mean_resolution_s
    from days
    inner join backlogs
        on days.plant_id = backlogs.plant_id and days.business_date = backlogs.business_date
    left join openings
        on days.plant_id = openings.plant_id and days.business_date = openings.business_date
    left join closings
        on days.plant_id = closings.plant_id and days.business_date = closings.business_date
)

select * from final;

comment on view gold.dashboard_work_order_trends_30days is
'Work orders opened and closed, day by day. One row per plant and local date of the last 30, the '
'days without any included.';
comment on column gold.dashboard_work_order_trends_30days.plant is 'Plant.';
comment on column gold.dashboard_work_order_trends_30days.plant_id is 'Internal key of the plant.';
comment on column gold.dashboard_work_order_trends_30days.business_date is 'Local date.';
comment on column gold.dashboard_work_order_trends_30days.opened is 'Work orders opened that day.';
comment on column gold.dashboard_work_order_trends_30days.closed is
'Work orders done or cancelled that day; one that was sent back is open.';
comment on column gold.dashboard_work_order_trends_30days.open_at_end is
'Work orders open when the day ended.';
comment on column gold.dashboard_work_order_trends_30days.mean_response_s is
'Mean seconds from opening to the beginning of work, of those closed that day; null without '
'any.';
comment on column gold.dashboard_work_order_trends_30days.mean_resolution_s is
'Mean seconds from opening until done, of those done that day; null without any.';
