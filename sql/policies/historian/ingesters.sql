-- Ingesters: seen by whoever sees the set-up; written by ingesters alone.
select floor.protect(
    'historian.ingesters', 'nowhere', p_select => 'setup.see'
);
