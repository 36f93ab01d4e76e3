-- How connections fare: seen by whoever sees the set-up; written by ingesters alone.
select floor.protect(
    'historian.connection_states', 'nowhere', p_select => 'setup.see'
);
