-- OEE of plants by week.
select floor.create_oee_view(
    'gold.oee_plant_week',
    array['plant_id', 'week_starts_on'],
    'OEE of each plant by week: the ratio of the sums of its machines. One row per plant and '
    'week.'
);
