-- Edits of stops: seen where their machine stands; written by floor.explain_stop() and its
-- neighbours alone.
select floor.protect('floor.stop_edits', 'machine_id');
