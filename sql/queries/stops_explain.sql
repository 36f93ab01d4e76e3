-- Give a stop a reason, or take it back.
-- $1: machine_id; $2: an instant of the stop; $3: reason_id or null.
select floor.explain_stop($1::integer, $2::timestamptz, $3::integer);
