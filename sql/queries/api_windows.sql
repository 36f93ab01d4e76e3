-- The last days of each plant: business dates in its own time zone, today included.
-- $1: how many; $2: plant_id, null for all plants.
-- One row per plant, with the time of asking and how far the sums go; without any plant one row
-- whose plant_id is null.
with

plants as (
    select
        plant_id,
        time_zone
    from floor.plants
    where $2::integer is null or plant_id = $2
),

dated as (
    select
        plants.plant_id,
        (now() at time zone coalesce(plants.time_zone, 'UTC'))::date as to_date,
        nullif(oee_progress.refreshed_to, '-infinity') as refreshed_to
    from floor.oee_progress
    left join plants on true
),

final as (
    select
        plant_id,
        to_date - $1::integer + 1 as from_date,
        to_date,
        now() as at,
        refreshed_to
    from dated
)

select * from final
order by from_date, plant_id;
