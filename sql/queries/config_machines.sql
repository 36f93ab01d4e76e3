-- Machines as a floor file has them, found again by their names, ignoring case.
-- $1: the floor, as machine_config writes it, its types and lines already in their tables.
-- Returns what became of each machine written.
with

wanted as (
    select
        machines.*,
        lines.line_id
    from
        jsonb_to_recordset($1::text::jsonb -> 'machines')
            as machines (
                line_name text,
                machine_name text,
                short_name text,
                machine_type text,
                map_x integer,
                map_y integer,
                map_width integer,
                map_height integer,
                micro_stop_limit_s numeric
            )
    inner join floor.lines on lower(machines.line_name) = lower(lines.line_name)
),

differing as (
    select
        wanted.*,
        case
            when existing.machine_id is null then 'added'
            when existing.retired_at is not null then 'revived'
            else 'changed'
        end as change
    from wanted
    left join floor.machines as existing
        on lower(wanted.machine_name) = lower(existing.machine_name)
    where (
        existing.machine_name, existing.short_name, existing.line_id, existing.machine_type,
        existing.map_x, existing.map_y, existing.map_width, existing.map_height,
        existing.micro_stop_limit_s, existing.origin, existing.retired_at
    ) is distinct from (
        wanted.machine_name, wanted.short_name, wanted.line_id, wanted.machine_type,
        wanted.map_x, wanted.map_y, wanted.map_width, wanted.map_height,
        wanted.micro_stop_limit_s, 'floor.toml', null
    )
),

written as (
    insert into floor.machines (
        machine_name,
        short_name,
        line_id,
        machine_type,
        map_x,
        map_y,
        map_width,
        map_height,
        micro_stop_limit_s,
        origin
    )
    select
        differing.machine_name,
        differing.short_name,
        differing.line_id,
        differing.machine_type,
        differing.map_x,
        differing.map_y,
        differing.map_width,
        differing.map_height,
        differing.micro_stop_limit_s,
        'floor.toml' as origin
    from differing
    order by differing.line_id, differing.map_y, differing.map_x
    on conflict (lower(machine_name)) do update
        set
            machine_name = excluded.machine_name,
            short_name = excluded.short_name,
            line_id = excluded.line_id,
            machine_type = excluded.machine_type,
            map_x = excluded.map_x,
            map_y = excluded.map_y,
            map_width = excluded.map_width,
            map_height = excluded.map_height,
            micro_stop_limit_s = excluded.micro_stop_limit_s,
            origin = excluded.origin,
            retired_at = null
    returning machine_name
)

select
    differing.change,
    'machine' as kind,
    differing.machine_name as name
from written
inner join differing on written.machine_name = differing.machine_name
order by differing.line_id, differing.map_y, differing.map_x;
