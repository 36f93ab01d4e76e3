-- Days that differ from the shifts, as a floor file has them. What lies in the past stays when it
-- leaves the file: those days were worked like that.
-- $1: the floor, as machine_config writes it, its plants and lines already in their tables.
-- Returns what became of each exception written.
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
        exceptions.business_date,
        exceptions.shift_name,
        exceptions.starts_at,
        exceptions.ends_at,
        exceptions.note
    from
        jsonb_to_recordset($1::text::jsonb -> 'exceptions')
            as exceptions (
                plant_name text,
                line_name text,
                business_date date,
                shift_name text,
                starts_at time,
                ends_at time,
                note text
            )
    inner join plants on lower(exceptions.plant_name) = lower(plants.plant_name)
    left join floor.lines on lower(exceptions.line_name) = lower(lines.line_name)
),

differing as (
    select
        wanted.*,
        case when existing.plant_id is null then 'added' else 'changed' end as change
    from wanted
    left join floor.calendar_exceptions as existing
        on
            wanted.plant_id = existing.plant_id
            and wanted.line_id is not distinct from existing.line_id
            and wanted.business_date = existing.business_date
            and wanted.shift_name is not distinct from existing.shift_name
    where (
        existing.plant_id, existing.starts_at, existing.ends_at, existing.note, existing.origin
    ) is distinct from (
        wanted.plant_id, wanted.starts_at, wanted.ends_at, wanted.note, 'floor.toml'
    )
),

withdrawn as (
    delete from floor.calendar_exceptions
    using plants
    where
        calendar_exceptions.plant_id = plants.plant_id
        and calendar_exceptions.business_date >= plants.today
        and calendar_exceptions.origin = 'floor.toml'
        and not exists (
            select from wanted
            where
                wanted.plant_id = calendar_exceptions.plant_id
                and wanted.line_id is not distinct from calendar_exceptions.line_id
                and wanted.business_date = calendar_exceptions.business_date
                and wanted.shift_name is not distinct from calendar_exceptions.shift_name
        )
    returning calendar_exceptions.*
),

written as (
    insert into floor.calendar_exceptions (
        plant_id,
        line_id,
        business_date,
        shift_name,
        starts_at,
        ends_at,
        note,
        origin
    )
    select
        differing.plant_id,
        differing.line_id,
        differing.business_date,
        differing.shift_name,
        differing.starts_at,
        differing.ends_at,
        differing.note,
        'floor.toml' as origin
    from differing
    order by differing.business_date, differing.plant_id, differing.line_id nulls first
    on conflict on constraint calendar_exceptions_are_said_once do update
        set
            starts_at = excluded.starts_at,
            ends_at = excluded.ends_at,
            note = excluded.note,
            origin = excluded.origin
),

final as (
    select
        change,
        plant_id,
        line_id,
        business_date,
        shift_name
    from differing
    union all
    select
        'retired' as change,
        plant_id,
        line_id,
        business_date,
        shift_name
    from withdrawn
)

select
    final.change,
    'exception' as kind,
    concat_ws(' ', final.business_date, final.shift_name, 'of')
    || ' ' || coalesce(lines.line_name, plants.plant_name) as name
from final
inner join plants on final.plant_id = plants.plant_id
left join floor.lines on final.line_id = lines.line_id
order by final.business_date, final.plant_id, final.line_id nulls first, final.shift_name;
