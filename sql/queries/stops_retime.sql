-- A stop began or ended at another time.
-- $1: machine_id; $2: an instant of the stop; $3: its beginning, $4: its end; null: as it is.
select floor.retime_stop($1::integer, $2::timestamptz, $3::timestamptz, $4::timestamptz);
