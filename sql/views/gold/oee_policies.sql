-- OEE by every policy, side by side.
select floor.create_oee_view(
    'gold.oee_policies',
    array['line_id', 'machine_id', 'business_date', 'shift_id'],
    'OEE of each machine by shift under each policy, over the same ledger. One row per '
    'machine, shift and policy.',
    p_has_all_policies => true
);
