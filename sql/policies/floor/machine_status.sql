-- The latest status: seen where the machine stands; written by triggers alone.
select floor.protect('floor.machine_status', 'machine_id');
