-- The trend of a long period, by business date: of each plant, or of the one line.
-- $1 to $6: business dates, shift, instants (not used: a date is whole), line_id; $7: time zone.
with

dates as (
    select generate_series($1::date, $2::date, interval '1 day')::date as business_date
),

plants as (
    select
        plant,
        business_date,
        null::text as shift_name,
        oee_ratio,
        availability_ratio,
        performance_ratio,
        quality_ratio,
        coverage_ratio
    from gold.oee_plant_day
    where $6::integer is null and $3::text is null and business_date between $1 and $2
    union all
    select
        plant,
        business_date,
        shift_name,
        oee_ratio,
        availability_ratio,
        performance_ratio,
        quality_ratio,
        coverage_ratio
    from gold.oee_plant_shift
    where $6 is null and shift_name = $3 and business_date between $1 and $2
),

one_line as (
    select
        line,
        business_date,
        null::text as shift_name,
        oee_ratio,
        availability_ratio,
        performance_ratio,
        quality_ratio,
        coverage_ratio
    from gold.oee_line_day
    where line_id = $6 and $3 is null and business_date between $1 and $2
    union all
    select
        line,
        business_date,
        shift_name,
        oee_ratio,
        availability_ratio,
        performance_ratio,
        quality_ratio,
        coverage_ratio
    from gold.oee_line_shift
    where line_id = $6 and shift_name = $3 and business_date between $1 and $2
),

measured as (
    select * from plants
    union all
    select * from one_line
),

places as (
    select distinct plant from measured
),

-- a day without figures is a gap, not a line drawn across it
final as (
    select
        places.plant,
        dates.business_date::timestamp at time zone $7::text as starts_at,
        dates.business_date,
        measured.oee_ratio,
        measured.availability_ratio,
        measured.performance_ratio,
        measured.quality_ratio,
        measured.coverage_ratio
    from dates
    cross join places
    left join measured
        on dates.business_date = measured.business_date and places.plant = measured.plant
    where $4::timestamptz is null and $5::timestamptz is null
)

select * from final
order by plant, starts_at;
