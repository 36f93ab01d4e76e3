-- OEE of plants, over all time or any period.
select floor.create_oee_view(
    'gold.oee_plant',
    array['plant_id'],
    'OEE of each plant over all time: the ratio of the sums of its machines; '
    'gold.oee_plant_over(…) for any period. One row per plant.',
    p_function => 'gold.oee_plant_over'
);
