-- OEE of plants by local day.
select floor.create_oee_view(
    'gold.oee_plant_day',
    array['plant_id', 'business_date'],
    'OEE of each plant by business date: the ratio of the sums of its machines. One row per '
    'plant and day.'
);
