-- OEE of lines by local day.
select floor.create_oee_view(
    'gold.oee_line_day',
    array['line_id', 'business_date'],
    'OEE of each line by business date: the ratio of the sums of its machines. One row per '
    'line and day.'
);
