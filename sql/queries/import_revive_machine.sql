-- Put a retired machine ($1) back into use, with its line and plant. It belongs to the
-- importing program from now on, or the next start by the floor file would retire it again.
with

machine as (
    update floor.machines
    set
        retired_at = null,
        origin = coalesce(nullif(current_setting('application_name'), ''), 'sql')
    where machine_id = $1
    returning line_id
),

line as (
    update floor.lines set retired_at = null
    where line_id = (select machine.line_id from machine)
    returning plant_id
)

update floor.plants set retired_at = null
where plant_id = (select line.plant_id from line);
