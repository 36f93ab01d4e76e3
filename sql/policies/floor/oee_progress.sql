-- How far the sums of OEE go: for everybody; written by the refresh alone.
select floor.protect('floor.oee_progress', 'nowhere');
