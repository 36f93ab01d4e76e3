-- Protocols: seen by whoever sees the set-up; written by ingesters alone.
select floor.protect(
    'historian.connectors', 'nowhere', p_select => 'setup.see'
);
