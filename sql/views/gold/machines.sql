-- Machines, with the names around them.
-- Grain: one row per machine, retired ones included.
create view gold.machines as
select
    plants.plant_name as plant,
    plants.time_zone,
    lines.line_name as line,
    machines.line_id,
    lines.target_oee_ratio::double precision as target_oee_ratio,
    machines.machine_name as machine,
    machines.machine_id,
    machines.short_name,
    machines.machine_type,
    machines.micro_stop_limit_s::double precision as micro_stop_limit_s,
    machines.commissioned_at,
    machines.retired_at
from floor.machines
inner join floor.visible_lines as lines on machines.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id;

comment on view gold.machines is
'Machines and where they stand. One row per machine, retired ones included.';
comment on column gold.machines.plant is 'Plant.';
comment on column gold.machines.time_zone is
'IANA time zone of the plant, which cuts its local days and hours.';
comment on column gold.machines.line is 'Line.';
comment on column gold.machines.line_id is 'Internal key of the line.';
comment on column gold.machines.target_oee_ratio is 'OEE the line is run for, 0 to 1.';
comment on column gold.machines.machine is 'Machine (ISA-95 work unit).';
comment on column gold.machines.machine_id is
'Internal key of the machine; stays when it is renamed.';
comment on column gold.machines.short_name is 'Name that fits a tile.';
comment on column gold.machines.machine_type is 'Kind of machine.';
comment on column gold.machines.micro_stop_limit_s is
'Stops shorter than this many seconds are minor stops; null: no such distinction.';
comment on column gold.machines.commissioned_at is
'Since when its time is accounted for; earlier where it has an earlier event or count.';
comment on column gold.machines.retired_at is
'When it left the configuration; null while it is in use.';
