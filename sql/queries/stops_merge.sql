-- Two neighbouring stops are one, or two parts of one stop.
-- $1: machine_id; $2 and $3: where they begin.
select floor.merge_stops($1::integer, $2::timestamptz, $3::timestamptz);
