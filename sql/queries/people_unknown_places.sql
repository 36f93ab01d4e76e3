-- Places of roles that there are not, with names that come close. $1: list of {role, plant, line}
-- (jsonb).
with

wanted as (
    select
        roles.position,
        places.key as kind,
        places.value as name
    from jsonb_array_elements($1::jsonb) with ordinality as roles (given, position)
    cross join lateral jsonb_each_text(roles.given) as places
    where places.key in ('plant', 'line') and places.value is not null
),

known as (
    select
        'plant' as kind,
        plants.plant_name as name
    from floor.plants
    union all
    select
        'line' as kind,
        lines.line_name as name
    from floor.lines
)

select
    wanted.position,
    wanted.kind,
    wanted.name,
    floor.similar_names(wanted.name, array_agg(known.name)) as similar_names
from wanted
left join known on wanted.kind = known.kind
group by wanted.position, wanted.kind, wanted.name
having coalesce(bool_and(lower(known.name) <> lower(wanted.name)), true)
order by wanted.position, wanted.kind;
