-- Move, resize and rename. $1: {"machines": [{machine_id, short_name, line_id, map_x, map_y,
-- map_width, map_height}], "lines": [{line_id, line_name}]}. Returns how many rows changed.
with

wanted_machines as (
    select given.*
    from
        jsonb_to_recordset($1::text::jsonb -> 'machines')
            as given (
                machine_id integer,
                short_name text,
                line_id integer,
                map_x integer,
                map_y integer,
                map_width integer,
                map_height integer
            )
),

wanted_lines as (
    select given.*
    from jsonb_to_recordset($1::text::jsonb -> 'lines') as given (line_id integer, line_name text)
),

moved as (
    update floor.machines as machines
    set
        short_name = wanted_machines.short_name,
        line_id = wanted_machines.line_id,
        map_x = wanted_machines.map_x,
        map_y = wanted_machines.map_y,
        map_width = wanted_machines.map_width,
        map_height = wanted_machines.map_height
    from wanted_machines
    where
        machines.machine_id = wanted_machines.machine_id
        and (
            machines.short_name, machines.line_id, machines.map_x, machines.map_y,
            machines.map_width, machines.map_height
        ) is distinct from (
            wanted_machines.short_name, wanted_machines.line_id, wanted_machines.map_x,
            wanted_machines.map_y, wanted_machines.map_width, wanted_machines.map_height
        )
    returning machines.machine_id
),

renamed as (
    update floor.lines as lines
    set line_name = wanted_lines.line_name
    from wanted_lines
    where lines.line_id = wanted_lines.line_id and lines.line_name <> wanted_lines.line_name
    returning lines.line_id
),

final as (
    select
        (select count(*) from moved) as machines,
        (select count(*) from renamed) as lines
)

select
    final.machines,
    final.lines
from final;
