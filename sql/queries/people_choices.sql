-- What a role can be, with what it may do, and where it can hold: plants and their lines in use.
with

actions as (
    select
        permissions.role,
        permissions.role_order,
        json_agg(permissions.description order by permissions.action) as descriptions
    from floor.permissions
    group by permissions.role, permissions.role_order
),

places as (
    select
        plants.plant_name,
        plants.sort_order,
        coalesce(
            json_agg(lines.line_name order by lines.sort_order, lines.line_name)
            filter (where lines.line_id is not null),
            '[]'
        ) as line_names
    from floor.plants
    left join floor.lines on plants.plant_id = lines.plant_id and lines.retired_at is null
    where plants.retired_at is null
    group by plants.plant_id, plants.plant_name, plants.sort_order
)

select
    json_build_object(
        'roles', (
            select
                json_agg(
                    json_build_object('role', actions.role, 'may', actions.descriptions)
                    order by actions.role_order
                )
            from actions
        ),
        'plants', (
            select
                coalesce(
                    json_agg(
                        json_build_object('plant', places.plant_name, 'lines', places.line_names)
                        order by places.sort_order, places.plant_name
                    ),
                    '[]'
                )
            from places
        )
    )::text as choices;
