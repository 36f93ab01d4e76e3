-- Plan the shifts and breaks of a past that is about to be written, up to the days ahead.
-- $1: its start. The night shift it belongs to began the day before, and local dates differ
-- from UTC.
select floor.plan_shifts(($1::timestamptz at time zone 'UTC')::date - 2) as written;
