-- Kpi policies: who changes them is written down.
select floor.audit('floor.kpi_policies');
