-- Sums of OEE: seen where the machine stands; written by the refresh alone.
select floor.protect('floor.oee_slices', 'machine_id');
