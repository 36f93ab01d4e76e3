-- Pieces made since local midnight: topic "production" of the change feed.
-- Grain: one row per machine in use.
create view floor.production_today with (security_invoker = true) as
with

plants as (
    select
        plant_id,
        time_zone,
        (now() at time zone time_zone)::date as business_date
    from floor.plants
),

machines as (
    select
        machines.machine_id,
        machines.machine_name,
        lines.line_name,
        plants.business_date,
        -- The instant after the last one of yesterday: midnight itself comes twice where
        -- clocks go back to it, and never where they go forward from it.
        (plants.business_date::timestamp - interval '1 microsecond')
        at time zone plants.time_zone + interval '1 microsecond' as starts_at
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    inner join plants on lines.plant_id = plants.plant_id
    where machines.retired_at is null
),

final as (
    select
        machines.machine_name,
        machines.line_name as line,
        machines.business_date,
        pieces.good_pcs,
        pieces.scrap_pcs,
        pieces.last_at
    from machines
    cross join lateral (
        select
            coalesce(sum(production.good_pcs), 0)::bigint as good_pcs,
            coalesce(sum(production.scrap_pcs), 0)::bigint as scrap_pcs,
            max(production.at) as last_at
        from floor.production
        where production.machine_id = machines.machine_id and production.at >= machines.starts_at
    ) as pieces
)

select * from final;

comment on view floor.production_today is
'Pieces made since midnight, plant time; rows of the topic production. One row per machine in use.';
comment on column floor.production_today.machine_name is 'Full name; the key of the topic.';
comment on column floor.production_today.line is 'Line the machine belongs to.';
comment on column floor.production_today.business_date is 'Today, in the time zone of the plant.';
comment on column floor.production_today.good_pcs is 'Good pieces today.';
comment on column floor.production_today.scrap_pcs is 'Rejected pieces today.';
comment on column floor.production_today.last_at is
'Minute of the latest count today; null without one.';
