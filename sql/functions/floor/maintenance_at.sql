-- How far the intervals of maintenance plans are used up at an instant.
create function floor.maintenance_at(p_now timestamptz, p_due_only boolean default false)
returns table (
    plan_id integer,
    counted_from_at timestamptz,
    last_done_at timestamptz,
    work_order_id integer,
    due_at timestamptz,
    running_h double precision,
    running_h_left double precision,
    made_pcs bigint,
    pcs_left bigint,
    is_due boolean
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    last_orders as (
        select
            work_orders.plan_id,
            work_orders.machine_id,
            max(work_orders.done_at) filter (
                where work_orders.status in ('done', 'verified')
            ) as last_done_at,
            max(
                case work_orders.status
                    when 'cancelled' then work_orders.cancelled_at
                    else work_orders.done_at
                end
            ) filter (
                where work_orders.status in ('done', 'verified', 'cancelled')
            ) as last_ended_at,
            max(work_orders.work_order_id) filter (
                where work_orders.status not in ('done', 'verified', 'cancelled')
            ) as work_order_id
        from floor.work_orders
        where work_orders.plan_id is not null
        group by work_orders.plan_id, work_orders.machine_id
    ),

    plans as (
        select
            maintenance_plans.*,
            plants.time_zone,
            maintenance_plans.is_enabled and machines.retired_at is null as is_in_use,
            last_orders.last_done_at,
            last_orders.work_order_id,
            greatest(maintenance_plans.starts_at, last_orders.last_ended_at) as counted_from_at
        from floor.maintenance_plans
        inner join floor.machines on maintenance_plans.machine_id = machines.machine_id
        inner join floor.lines on machines.line_id = lines.line_id
        inner join floor.plants on lines.plant_id = plants.plant_id
        left join last_orders
            on
                maintenance_plans.plan_id = last_orders.plan_id
                and maintenance_plans.machine_id = last_orders.machine_id
        where not p_due_only or (
            maintenance_plans.is_enabled
            and machines.retired_at is null
            and last_orders.work_order_id is null
        )
    ),

    -- in days of the plant: at the same time by its clocks, however long the days were
    dated as (
        select
            plans.*,
            floor.local_instant(
                (plans.counted_from_at at time zone plans.time_zone)
                + plans.every_days * interval '1 day',
                plans.time_zone
            ) as due_at,
            floor.local_instant(
                (plans.counted_from_at at time zone plans.time_zone)
                + (plans.every_days - least(plans.open_ahead_days, plans.every_days - 1))
                * interval '1 day',
                plans.time_zone
            ) as opens_at
        from plans
    ),

    used as (
        select
            dated.*,
            usage.running_h,
            usage.made_pcs
        from dated
        cross join lateral (
            select
                case
                    -- a machine runs no longer than time passes: no need to look before
                    when not p_due_only
                        or dated.counted_from_at + dated.every_running_h * interval '1 hour' <= p_now
                        then floor.running_s(dated.machine_id, dated.counted_from_at, p_now) / 3600
                end as running_h,
                case
                    when not p_due_only or dated.every_pcs is not null
                        then (
                            select coalesce(sum(production.good_pcs + production.scrap_pcs), 0)::bigint
                            from floor.production
                            where
                                production.machine_id = dated.machine_id
                                and production.at >= dated.counted_from_at
                                and production.at <= p_now
                        )
                end as made_pcs
        ) as usage
    ),

    final as (
        select
            used.plan_id,
            used.counted_from_at,
            used.last_done_at,
            used.work_order_id,
            used.due_at,
            used.running_h,
            used.every_running_h::float8 - used.running_h as running_h_left,
            used.made_pcs,
            used.every_pcs - used.made_pcs as pcs_left,
            used.is_in_use and coalesce(
                used.opens_at <= p_now
                or used.running_h >= used.every_running_h
                or used.made_pcs >= used.every_pcs,
                false
            ) as is_due
        from used
    )

    select * from final
    where final.is_due or not p_due_only;
$$;

comment on function floor.maintenance_at(timestamptz, boolean) is
'How far the intervals of maintenance plans are used up at an instant, one row per plan; where '
'p_due_only, of those that are due and have no order that is not done, and no more is looked up '
'than that takes. Behind the view floor.maintenance_due, whose columns it has.';
