-- Every row a screen can show, under its topic and key.
-- Grain: one row per topic and key. A new topic is one more branch here and a trigger.
create view relay.live_rows as
select
    'machines' as topic,
    machine_live.machine_name as key,
    machine_live.line,
    machine_live.machine_name as machine,
    to_json(machine_live.*)::text as row_json
from floor.machine_live

union all

select
    'production' as topic,
    production_today.machine_name as key,
    production_today.line,
    production_today.machine_name as machine,
    to_json(production_today.*)::text as row_json
from floor.production_today

union all

select
    'config' as topic,
    'line/' || line_live.line as key,
    line_live.line,
    null as machine,
    to_json(line_live.*)::text as row_json
from floor.line_live

union all

select
    'oee' as topic,
    oee_live.key,
    oee_live.line,
    oee_live.machine,
    to_json(oee_live.*)::text as row_json
from floor.oee_live

union all

select
    'tags' as topic,
    machine_tags.machine_name as key,
    machine_tags.line,
    machine_tags.machine_name as machine,
    to_json(machine_tags.*)::text as row_json
from floor.machine_tags

union all

select
    'connections' as topic,
    connection_live.connection_name as key,
    null as line,
    null as machine,
    to_json(connection_live.*)::text as row_json
from floor.connection_live

union all

-- not finished, or finished a moment ago
select
    'work_orders' as topic,
    work_order_live.work_order_id::text as key,
    work_order_live.line,
    work_order_live.machine_name as machine,
    to_json(work_order_live.*)::text as row_json
from floor.work_order_live
where
    work_order_live.status not in ('verified', 'cancelled')
    or (
        work_order_live.status in ('verified', 'cancelled')
        and work_order_live.status_at > now() - interval '24 hours'
    )

union all

select
    'stops' as topic,
    stops_live.machine_name as key,
    stops_live.line,
    stops_live.machine_name as machine,
    to_json(stops_live.*)::text as row_json
from floor.stops_live;

comment on view relay.live_rows is
'Every row a screen can show, ready to send: what the relay reads. One row per topic and key.';
comment on column relay.live_rows.topic is
'Topic of the change feed: machines, production, config, oee, tags, connections, work_orders or '
'stops.';
comment on column relay.live_rows.key is 'Key within the topic, as relay.change_log has it.';
comment on column relay.live_rows.line is
'Line the row belongs to, for subscribers of one line; null where it belongs to none.';
comment on column relay.live_rows.machine is
'Machine the row belongs to, for subscribers of one machine; null where it belongs to none.';
comment on column relay.live_rows.row_json is 'The row as JSON text, as it is sent to browsers.';
