-- Keys of the shift that is shown, by line: where a figure's explanation is found.
-- $1, $2: business dates; $3: name of the shift.
select
    shifts.line_id,
    shifts.shift_id
from gold.shifts
where shifts.business_date between $1::date and $2::date and shifts.shift_name = $3;
