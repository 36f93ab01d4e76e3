-- The trend of a short period, by clock hour. The hour of a night the clocks go back comes twice.
-- $1 to $6: business dates, shift, instants, line_id, as in gold.oee_plant_over(); $7: time zone.
with

starts as (
    select distinct date_trunc('hour', slices.starts_at, $7::text) as starts_at
    from floor.placed_slices as slices
    where
        slices.business_date between $1::date and $2::date
        and slices.shift_id is not null
        and ($3::text is null or slices.shift_name = $3)
        and ($4::timestamptz is null or slices.starts_at >= $4)
        and ($5::timestamptz is null or slices.starts_at < $5)
        and ($6::integer is null or slices.line_id = $6)
),

hours as (
    select
        starts_at,
        starts_at + interval '1 hour' as ends_at
    from starts
)

select
    measured.plant,
    hours.starts_at,
    null::date as business_date,
    measured.oee_ratio,
    measured.availability_ratio,
    measured.performance_ratio,
    measured.quality_ratio,
    measured.coverage_ratio
from hours
cross join lateral gold.oee_plant_over($1, $2, $3, hours.starts_at, hours.ends_at, $6) as measured
order by measured.plant, hours.starts_at;
