-- Import mappings: who changes them is written down.
select floor.audit('floor.import_mappings', p_ignored => '{used_at}');
