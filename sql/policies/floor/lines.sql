-- Lines: a new one is made by whoever sets its plant up.
select floor.protect('floor.lines', 'line_id', null, 'setup.change', 'setup.change');
create policy insert_where_allowed on floor.lines for insert
with check (lines.plant_id in (select floor.plants_where('setup.change')));
comment on policy insert_where_allowed on floor.lines is
'Allows insert where the person who acts has the right setup.change in the whole plant.';
create policy select_by_plant_where_allowed on floor.lines for select
using (lines.plant_id in (select floor.plants_where('floor.see')));
comment on policy select_by_plant_where_allowed on floor.lines is
'Allows select, also of a line that was just made, where the person who acts sees the whole plant.';
