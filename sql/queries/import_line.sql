-- The line a new machine goes to: the one of that name ($1, ignoring case), or all lines in use.
select
    lines.line_id,
    lines.line_name,
    lines.plant_id,
    lower(lines.line_name) = lower($1) as is_wanted
from floor.lines
where lines.retired_at is null or lower(lines.line_name) = lower($1)
order by lines.line_name;
