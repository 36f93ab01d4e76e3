-- What somebody ($1, key) is and where, what they may do (lines: null is everywhere), and whether
-- they have a password.
with

granted as (
    select
        json_agg(
            json_build_object(
                'role', person_roles.role,
                'plant', plants.plant_name,
                'line', lines.line_name
            )
            order by plants.plant_name nulls first, lines.line_name nulls first, person_roles.role
        ) as roles
    from floor.person_roles
    left join floor.plants on person_roles.plant_id = plants.plant_id
    left join floor.lines on person_roles.line_id = lines.line_id
    where person_roles.person_id = $1
),

known as (
    select floor.identity($1) as identity
),

actions as (
    select
        permissions.action,
        permissions.description,
        min(permissions.role_order) as role_order
    from floor.permissions
    group by permissions.action, permissions.description
),

allowed as (
    select
        json_agg(
            json_build_object(
                'action', actions.action,
                'description', actions.description,
                'lines', known.identity -> 'rights' -> actions.action
            )
            order by actions.role_order, actions.action
        ) as rights
    from actions
    inner join known on known.identity -> 'rights' ? actions.action
)

select
    coalesce(granted.roles, '[]')::text as roles_json,
    coalesce(allowed.rights, '[]')::text as rights_json,
    passwords.person_id is not null as has_password
from granted
cross join allowed
left join access.passwords on passwords.person_id = $1;
