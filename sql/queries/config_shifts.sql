-- Shifts as a floor file has them, found again by plant, line and name, ignoring case. Another
-- time holds from today on: the old pattern ends, a new one begins. The first ones hold always.
-- $1: the floor, as machine_config writes it, its plants and lines already in their tables.
-- Returns what became of each shift written. One statement: no plan is made of half of it.
with

plants as (
    select
        plant_id,
        plant_name,
        (now() at time zone time_zone)::date as today
    from floor.plants
),

wanted as (
    select
        plants.plant_id,
        lines.line_id,
        shifts.shift_name,
        shifts.starts_at,
        shifts.ends_at,
        shifts.weekdays,
        shifts.sort_order,
        shifts.breaks
    from
        jsonb_to_recordset($1::text::jsonb -> 'shifts')
            as shifts (
                plant_name text,
                line_name text,
                shift_name text,
                starts_at time,
                ends_at time,
                weekdays integer[],
                sort_order integer,
                breaks jsonb
            )
    inner join plants on lower(shifts.plant_name) = lower(plants.plant_name)
    left join floor.lines on lower(shifts.line_name) = lower(lines.line_name)
),

existing as (
    select distinct on (
        shift_patterns.plant_id, shift_patterns.line_id, lower(shift_patterns.shift_name)
    )
        shift_patterns.*,
        (
            select
                coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'break_name', break_patterns.break_name,
                            'starts_at', break_patterns.starts_at,
                            'ends_at', break_patterns.ends_at
                        )
                    ),
                    '[]'
                )
            from floor.break_patterns
            where break_patterns.shift_pattern_id = shift_patterns.shift_pattern_id
        ) as breaks
    from floor.shift_patterns
    inner join plants on shift_patterns.plant_id = plants.plant_id
    where shift_patterns.valid_to > plants.today
    order by
        shift_patterns.plant_id asc,
        shift_patterns.line_id asc,
        lower(shift_patterns.shift_name) asc,
        shift_patterns.valid_to desc
),

compared as (
    select
        existing.shift_pattern_id as existing_id,
        existing.valid_from as existing_from,
        wanted.shift_name,
        wanted.starts_at,
        wanted.ends_at,
        wanted.weekdays,
        wanted.sort_order,
        wanted.breaks,
        coalesce(wanted.plant_id, existing.plant_id) as plant_id,
        coalesce(wanted.line_id, existing.line_id) as line_id,
        coalesce(wanted.shift_name, existing.shift_name) as name,
        case
            when existing.shift_pattern_id is null then 'added'
            when wanted.shift_name is null then 'retired'
            when
                wanted.starts_at <> existing.starts_at or wanted.ends_at <> existing.ends_at
                or wanted.weekdays <> existing.weekdays
                -- each has all that the other has, in whatever order
                or not (wanted.breaks @> existing.breaks and wanted.breaks <@ existing.breaks)
                then 'changed'
            when
                wanted.shift_name <> existing.shift_name
                or wanted.sort_order <> existing.sort_order or existing.origin <> 'floor.toml'
                then 'renamed'
        end as change
    from wanted
    full join existing
        on
            wanted.plant_id = existing.plant_id
            and coalesce(wanted.line_id, 0) = coalesce(existing.line_id, 0)
            and lower(wanted.shift_name) = lower(existing.shift_name)
    where wanted.shift_name is not null or existing.origin = 'floor.toml'
),

differing as (
    select
        compared.*,
        plants.today,
        lines.line_name,
        plants.plant_name,
        -- a plant that has no shift yet always worked like that, and so did a line whose time
        -- was never planned by the shifts of its plant
        case
            when
                compared.change = 'added'
                and case
                    when compared.line_id is null
                        then not exists (
                            select from floor.shift_patterns
                            where
                                shift_patterns.plant_id = compared.plant_id
                                and shift_patterns.line_id is null
                        )
                    else
                        not exists (
                            select from floor.shift_patterns
                            where shift_patterns.line_id = compared.line_id
                        )
                        and not exists (
                            select from floor.shifts
                            where shifts.line_id = compared.line_id
                        )
                end
                then '-infinity'
            else plants.today
        end as valid_from
    from compared
    inner join plants on compared.plant_id = plants.plant_id
    left join floor.lines on compared.line_id = lines.line_id
    where compared.change is not null
),

renamed as (
    update floor.shift_patterns
    set
        shift_name = differing.shift_name,
        sort_order = differing.sort_order,
        origin = 'floor.toml'
    from differing
    where
        differing.change = 'renamed'
        and shift_patterns.shift_pattern_id = differing.existing_id
),

ended as (
    update floor.shift_patterns
    set valid_to = differing.today
    from differing
    where
        differing.change in ('changed', 'retired') and differing.existing_from < differing.today
        and shift_patterns.shift_pattern_id = differing.existing_id
),

-- what was never worked leaves no trace
dropped as (
    delete from floor.shift_patterns
    using differing
    where
        differing.change in ('changed', 'retired') and differing.existing_from >= differing.today
        and shift_patterns.shift_pattern_id = differing.existing_id
),

begun as (
    insert into floor.shift_patterns (
        plant_id,
        line_id,
        shift_name,
        starts_at,
        ends_at,
        weekdays,
        valid_from,
        sort_order,
        origin
    )
    select
        differing.plant_id,
        differing.line_id,
        differing.shift_name,
        differing.starts_at,
        differing.ends_at,
        differing.weekdays,
        differing.valid_from,
        differing.sort_order,
        'floor.toml' as origin
    from differing
    where differing.change in ('added', 'changed')
    order by differing.plant_id, differing.line_id nulls first, differing.sort_order
    returning shift_pattern_id, plant_id, line_id, shift_name
),

paused as (
    insert into floor.break_patterns (shift_pattern_id, break_name, starts_at, ends_at)
    select
        begun.shift_pattern_id,
        breaks.break_name,
        breaks.starts_at,
        breaks.ends_at
    from begun
    inner join differing
        on
            begun.plant_id = differing.plant_id
            and begun.line_id is not distinct from differing.line_id
            and begun.shift_name = differing.shift_name
    cross join
        lateral jsonb_to_recordset(differing.breaks)
            as breaks (break_name text, starts_at time, ends_at time)
)

select
    'shift' as kind,
    case change when 'renamed' then 'changed' else change end as change,
    name || ' of ' || coalesce(line_name, plant_name) as name
from differing
order by plant_id, line_id nulls first, sort_order, name;
