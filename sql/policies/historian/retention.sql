-- How long samples are kept: for whoever sees the set-up.
select floor.protect('historian.retention', 'nowhere', p_select => 'setup.see');
