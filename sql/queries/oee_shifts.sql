-- Shifts around a business date, whichever lines work them, in order of time.
-- $1: line_id, null for all; $2: business date.
select
    shifts.business_date,
    shifts.shift_name,
    min(shifts.starts_at) as starts_at,
    max(shifts.ends_at) as ends_at,
    min(shifts.starts_at) = max(shifts.starts_at)
    and min(shifts.ends_at) = max(shifts.ends_at) as is_at_one_time
from gold.shifts
where
    shifts.business_date between $2::date - 31 and $2::date + 31
    and ($1::integer is null or shifts.line_id = $1)
group by shifts.business_date, shifts.shift_name
order by starts_at, shifts.shift_name;
