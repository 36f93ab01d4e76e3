-- Lines the person who acts may see. Views of gold read lines through it, so whoever asks for
-- figures gets those of their lines.
-- Grain: one row per visible line.
create view floor.visible_lines as
select
    lines.line_id,
    lines.plant_id,
    lines.line_name,
    lines.sort_order,
    lines.origin,
    lines.retired_at,
    lines.target_oee_ratio,
    lines.unexplained_after_s
from floor.lines
where
    (select floor.may_everywhere('floor.see'))
    or lines.line_id in (select floor.lines_where('floor.see'));

comment on view floor.visible_lines is
'Lines the person who acts may see; all of them for programs and database users. One row per line.';
comment on column floor.visible_lines.line_id is 'Internal key.';
comment on column floor.visible_lines.plant_id is 'The plant the line belongs to.';
comment on column floor.visible_lines.line_name is 'Name.';
comment on column floor.visible_lines.sort_order is 'Place among the lines of its plant.';
comment on column floor.visible_lines.origin is 'Which program keeps the line.';
comment on column floor.visible_lines.retired_at is 'When the line left; null while in use.';
comment on column floor.visible_lines.target_oee_ratio is 'OEE the line is run for, 0 to 1.';
comment on column floor.visible_lines.unexplained_after_s is
'A stop longer than so many seconds owes a reason.';
