-- Give a person ($1, key) these roles and no others. $2: list of {role, plant, line} (jsonb), with
-- names of places as people type them; without a place a role holds everywhere.
with

wanted as (
    select distinct
        roles.role,
        plants.plant_id,
        lines.line_id
    from jsonb_to_recordset($2::jsonb) as roles (role text, plant text, line text)
    left join floor.plants on lower(roles.plant) = lower(plants.plant_name)
    left join floor.lines on lower(roles.line) = lower(lines.line_name)
),

taken_away as (
    delete from floor.person_roles
    where
        person_roles.person_id = $1
        and not exists (
            select from wanted
            where
                wanted.role = person_roles.role
                and wanted.plant_id is not distinct from person_roles.plant_id
                and wanted.line_id is not distinct from person_roles.line_id
        )
)

insert into floor.person_roles (person_id, role, plant_id, line_id)
select
    $1 as person_id,
    wanted.role,
    wanted.plant_id,
    wanted.line_id
from wanted
on conflict on constraint person_roles_are_granted_once do nothing;
