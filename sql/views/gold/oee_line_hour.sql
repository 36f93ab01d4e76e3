-- OEE of lines by clock hour.
select floor.create_oee_view(
    'gold.oee_line_hour',
    array['line_id', 'business_date', 'shift_id', 'starts_at', 'ends_at'],
    'OEE of each line by local clock hour, cut where shifts begin and end: the ratio of the '
    'sums of its machines. One row per line, shift and clock hour.'
);
