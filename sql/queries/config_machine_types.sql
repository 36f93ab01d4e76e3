-- Machine types as a floor file has them. None is ever removed: retired machines name them.
-- $1: the floor, as machine_config writes it. Returns what became of each type written.
with

wanted as (
    select machine_types.*
    from jsonb_to_recordset($1::text::jsonb -> 'machine_types')
        as machine_types (machine_type text, description text)
),

differing as (
    select
        wanted.*,
        case when existing.machine_type is null then 'added' else 'changed' end as change
    from wanted
    left join floor.machine_types as existing on wanted.machine_type = existing.machine_type
    where existing.description is distinct from wanted.description
),

written as (
    insert into floor.machine_types (machine_type, description)
    select
        differing.machine_type,
        differing.description
    from differing
    on conflict (machine_type) do update
        set description = excluded.description
    returning machine_type
)

select
    differing.change,
    'machine type' as kind,
    differing.machine_type as name
from written
inner join differing on written.machine_type = differing.machine_type
order by differing.machine_type;
