-- The floor as one table anybody can read and update: the simplest way to feed Floorcast.
-- Grain: one row per machine in use.
create view public.machine_feed_stream as
select
    machine_live.machine_name,
    machine_live.line as line_name,
    machine_live.status,
    machine_live.event_at as datetime,
    machine_live.detail,
    machine_live.reason
from floor.machine_live;

comment on view public.machine_feed_stream is
'The state of each machine, updatable: update machine_feed_stream set status = ''down'', datetime '
'= now() '
'where machine_name = ''…''. A write becomes a status event. One row per machine in use.';
comment on column public.machine_feed_stream.machine_name is 'Full name of the machine. Read only.';
comment on column public.machine_feed_stream.line_name is 'Line the machine belongs to. Read only.';
comment on column public.machine_feed_stream.status is
'operational, warning, down or no_data, however it is typed.';
comment on column public.machine_feed_stream.datetime is
'Since when; leave it out of an update to mean now. An earlier instant is a late report.';
comment on column public.machine_feed_stream.detail is
'The source''s own word for the state; optional.';
comment on column public.machine_feed_stream.reason is
'Why the machine is down, by the name of the reason, however it is typed; optional. What is said '
'once holds for the whole stop, until something else is said.';
