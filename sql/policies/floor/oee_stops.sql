-- Stops behind the sums of OEE: seen where the machine stands; written by the refresh alone.
select floor.protect('floor.oee_stops', 'machine_id');
