-- Name of the line of a machine ($1), or else of a line ($2); null where neither is given or seen.
with

place as (
    select machines.line_id
    from floor.machines
    where machines.machine_id = $1
    union all
    select $2 as line_id
    where $1 is null
)

select lines.line_name
from floor.lines
inner join place on lines.line_id = place.line_id;
