-- Whether a refresh has work that does not come from the clock alone.
select exists(select from floor.oee_dirty) as has_dirty_slices;
