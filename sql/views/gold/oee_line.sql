-- OEE of lines, over all time or any period.
select floor.create_oee_view(
    'gold.oee_line',
    array['line_id'],
    'OEE of each line over all time: the ratio of the sums of its machines; '
    'gold.oee_line_over(…) for any period. One row per line.',
    p_function => 'gold.oee_line_over'
);
