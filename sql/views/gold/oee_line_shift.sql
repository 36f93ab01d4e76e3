-- OEE of lines by shift.
select floor.create_oee_view(
    'gold.oee_line_shift',
    array['line_id', 'business_date', 'shift_id'],
    'OEE of each line by shift: the ratio of the sums of its machines. One row per line and '
    'shift.'
);
