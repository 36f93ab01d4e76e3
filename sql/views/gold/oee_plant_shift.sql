-- OEE of plants by shift.
select floor.create_oee_view(
    'gold.oee_plant_shift',
    array['plant_id', 'business_date', 'shift_name'],
    'OEE of each plant by shift: all shifts of that name and business date, the ratio of the '
    'sums of its machines. One row per plant, business date and name of a shift.'
);
