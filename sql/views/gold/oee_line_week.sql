-- OEE of lines by week.
select floor.create_oee_view(
    'gold.oee_line_week',
    array['line_id', 'week_starts_on'],
    'OEE of each line by week: the ratio of the sums of its machines. One row per line and week.'
);
