-- Plants: seen where one of their lines is; changed by whoever sets all of a plant up.
select floor.protect(
    'floor.plants', 'plant_id', null, 'setup.change', null
);
create policy insert_where_allowed on floor.plants for insert
with check ((select floor.may_everywhere('setup.change')));
comment on policy insert_where_allowed on floor.plants is
'Allows insert where the person who acts has the right setup.change everywhere.';
create policy select_by_line_where_allowed on floor.plants for select
using (
    plants.plant_id in (
        select visible_lines.plant_id
        from floor.visible_lines
    )
);
comment on policy select_by_line_where_allowed on floor.plants is
'Allows select where the person who acts sees one of its lines.';
