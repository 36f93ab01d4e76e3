-- What each machine does now.
-- Grain: one row per machine in use. Always live: read from the latest events, not from sums.
create view gold.dashboard_current_machine_status as
select
    live.plant,
    live.line,
    machines.line_id,
    live.machine_name as machine,
    machines.machine_id,
    live.machine_type,
    live.status,
    live.since_at,
    date_part('epoch', greatest(now(), live.since_at) - live.since_at) as in_status_s,
    live.reason,
    live.detail,
    live.event_at as last_event_at,
    live.source
from floor.machine_live as live
inner join floor.machines on live.machine_name = machines.machine_name
inner join floor.visible_lines on machines.line_id = visible_lines.line_id;

comment on view gold.dashboard_current_machine_status is
'What each machine does now. One row per machine in use, with or without an event.';
comment on column gold.dashboard_current_machine_status.plant is 'Plant.';
comment on column gold.dashboard_current_machine_status.line is 'Line.';
comment on column gold.dashboard_current_machine_status.line_id is 'Internal key of the line.';
comment on column gold.dashboard_current_machine_status.machine is 'Machine (ISA-95 work unit).';
comment on column gold.dashboard_current_machine_status.machine_id is
'Internal key of the machine.';
comment on column gold.dashboard_current_machine_status.machine_type is 'Kind of machine.';
comment on column gold.dashboard_current_machine_status.status is
'operational, warning, down or no_data; no_data where there was never an event.';
comment on column gold.dashboard_current_machine_status.since_at is
'Since when it is in this status; null without an event.';
comment on column gold.dashboard_current_machine_status.in_status_s is
'Seconds it has been in this status; null without an event.';
comment on column gold.dashboard_current_machine_status.reason is
'Why it is down: the reason given last; null where nobody said, or it is not down.';
comment on column gold.dashboard_current_machine_status.detail is
'The source''s own word for the state; null where it gave none.';
comment on column gold.dashboard_current_machine_status.last_event_at is
'Instant of the latest event; null without one.';
comment on column gold.dashboard_current_machine_status.source is 'Which program reported it.';
