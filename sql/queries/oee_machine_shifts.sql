-- What a machine's figure over a period is made of: its shifts, the newest first.
-- $1: machine_id; $2, $3: business dates; $4: shift, null for all.
select
    business_date,
    shift_name,
    shift_id,
    starts_at,
    ends_at,
    oee_ratio,
    availability_ratio,
    performance_ratio,
    quality_ratio,
    coverage_ratio,
    has_doubtful_cycle,
    planned_s
from gold.oee_station_shift
where
    machine_id = $1
    and business_date between $2::date and $3::date
    and ($4::text is null or shift_name = $4)
order by starts_at desc;
