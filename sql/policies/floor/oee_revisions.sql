-- Revisions of figures: seen where the line is; written by triggers alone.
select floor.protect('floor.oee_revisions', 'line_id');
