-- From an instant on, a machine was down for another reason.
-- $1: machine_id; $2: an instant of the stop; $3: from when on; $4: reason_id.
select floor.split_stop($1::integer, $2::timestamptz, $3::timestamptz, $4::integer);
