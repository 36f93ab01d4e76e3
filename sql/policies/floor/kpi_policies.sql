-- How indicators are counted: for everybody; changed on pages by nobody.
select floor.protect('floor.kpi_policies', 'nowhere');
