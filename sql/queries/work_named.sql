-- The key of something in use by its name however it is typed, as text, and names that come close.
-- Always one row. $1: machine, machine_type, line, plant, reason or email; $2: the name.
with

names as (
    select
        'machine' as kind,
        machines.machine_id::text as key,
        machines.machine_name as name
    from floor.machines
    where machines.retired_at is null
    union all
    select
        'machine_type' as kind,
        machine_types.machine_type as key,
        machine_types.machine_type as name
    from floor.machine_types
    union all
    select
        'line' as kind,
        lines.line_id::text as key,
        lines.line_name as name
    from floor.lines
    where lines.retired_at is null
    union all
    select
        'plant' as kind,
        plants.plant_id::text as key,
        plants.plant_name as name
    from floor.plants
    union all
    select
        'reason' as kind,
        reasons.reason_id::text as key,
        reasons.reason_name as name
    from floor.reasons
    where reasons.retired_at is null
    union all
    select
        'email' as kind,
        people.person_id::text as key,
        people.email as name
    from floor.people
    where people.retired_at is null
)

select
    (
        select min(names.key)
        from names
        where names.kind = $1 and lower(names.name) = lower($2)
    ) as key,
    (
        select floor.similar_names($2, array_agg(names.name))
        from names
        where names.kind = $1
    ) as similar_names;
