-- The live floor: which machines stand where, what they did, and the change feed.
create schema floor;
comment on schema floor is
'What happened on the floor (facts) and what stands there (reference data). Written by programs '
'and people.';

create schema relay;
comment on schema relay is
'The change feed: which keys changed, so that every screen can be brought up to date. Lost after '
'a crash, on purpose.';

-- Reference data ------------------------------------------------------------------------

create table floor.plants (
    plant_id integer generated always as identity primary key,
    plant_name text not null,
    time_zone text not null,
    sort_order integer not null default 0,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    retired_at timestamptz,
    constraint plants_name_is_not_blank check (btrim(plant_name) <> ''),
    -- timezone() raises a clear error of its own for a zone PostgreSQL does not know
    constraint plants_time_zone_is_known check (
        timezone(time_zone, timestamptz '2000-01-01 00:00+00') is not null
    )
);
create unique index plants_name_ignoring_case on floor.plants (lower(plant_name));
comment on table floor.plants is 'Sites. One row per plant.';
comment on column floor.plants.plant_id is 'Internal key.';
comment on column floor.plants.plant_name is 'Name shown on every page; unique, ignoring case.';
comment on column floor.plants.time_zone is
'IANA time zone, for example Europe/Berlin. Local days and shifts are cut by it.';
comment on column floor.plants.sort_order is 'Place among the plants on a page, smallest first.';
comment on column floor.plants.origin is
'Which program keeps the plant: floor.toml, whose next reading may change or retire it, or the '
'application_name of another.';
comment on column floor.plants.retired_at is
'When the plant left the configuration; null while it is in use.';
comment on index floor.plants_name_ignoring_case is
'A plant is found by its name however it is typed, and no two differ in case alone.';

create table floor.lines (
    line_id integer generated always as identity primary key,
    plant_id integer not null references floor.plants on delete restrict,
    line_name text not null,
    sort_order integer not null default 0,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    retired_at timestamptz,
    constraint lines_name_is_not_blank check (btrim(line_name) <> '')
);
create unique index lines_name_ignoring_case on floor.lines (lower(line_name));
create index lines_of_plant on floor.lines (plant_id);
comment on table floor.lines is 'Production lines (ISA-95 work centres). One row per line.';
comment on column floor.lines.line_id is 'Internal key.';
comment on column floor.lines.plant_id is 'The plant the line belongs to.';
comment on column floor.lines.line_name is
'Name shown on the map and used in addresses (?line=Engine); unique in the database, ignoring '
'case.';
comment on column floor.lines.sort_order is 'Place among the lines of its plant, smallest first.';
comment on column floor.lines.origin is
'Which program keeps the line: floor.toml, whose next reading may change or retire it, or the '
'application_name of another.';
comment on column floor.lines.retired_at is
'When the line left the configuration; null while it is in use.';
comment on index floor.lines_name_ignoring_case is
'A line is found by its name however it is typed, and no two differ in case alone.';
comment on index floor.lines_of_plant is 'Lines of one plant.';

create table floor.machine_types (
    machine_type text primary key,
    description text not null default '',
    constraint machine_types_name_is_not_blank check (btrim(machine_type) <> '')
);
comment on table floor.machine_types is
'Kinds of machine (ISA-95 equipment classes). One row per kind.';
comment on column floor.machine_types.machine_type is
'Name of the kind, for example Injection Molder.';
comment on column floor.machine_types.description is 'What such a machine does, in one sentence.';

create table floor.machines (
    machine_id integer generated always as identity primary key,
    machine_name text not null,
    short_name text not null,
    line_id integer not null references floor.lines on delete restrict,
    machine_type text not null references floor.machine_types on delete restrict,
    map_x integer not null,
    map_y integer not null,
    map_width integer not null default 4,
    map_height integer not null default 3,
    ideal_cycle_s numeric,
    micro_stop_limit_s numeric,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    retired_at timestamptz,
    constraint machines_name_is_not_blank check (btrim(machine_name) <> ''),
    constraint machines_short_name_fits_a_tile check (char_length(short_name) between 1 and 6),
    constraint machines_stand_on_the_map check (map_x >= 0 and map_y >= 0),
    constraint machines_have_a_size check (map_width >= 1 and map_height >= 1),
    constraint machines_ideal_cycle_is_positive check (ideal_cycle_s > 0),
    constraint machines_micro_stop_limit_is_positive check (micro_stop_limit_s > 0)
);
create unique index machines_name_ignoring_case on floor.machines (lower(machine_name));
create index machines_of_line on floor.machines (line_id);
comment on table floor.machines is
'Machines (ISA-95 work units) and where they stand. One row per machine; retired, never deleted, '
'once it has history.';
comment on column floor.machines.machine_id is 'Internal key; never changes, unlike the name.';
comment on column floor.machines.machine_name is
'Full name, used in psql, addresses and programs; unique in the database, ignoring case.';
comment on column floor.machines.short_name is
'One to six characters that fit a tile, for example TR03.';
comment on column floor.machines.line_id is 'The line the machine belongs to.';
comment on column floor.machines.machine_type is 'Kind of machine.';
comment on column floor.machines.map_x is
'Left edge on the map of its plant, in grid cells from the left.';
comment on column floor.machines.map_y is
'Upper edge on the map of its plant, in grid cells from the top.';
comment on column floor.machines.map_width is
'Width on the map, in grid cells; a usual tile is 4 by 3.';
comment on column floor.machines.map_height is 'Height on the map, in grid cells.';
comment on column floor.machines.ideal_cycle_s is
'Shortest sustainable time for one piece, in seconds; null where unknown.';
comment on column floor.machines.micro_stop_limit_s is
'Stops shorter than this many seconds count as minor stops; null: no such distinction.';
comment on column floor.machines.origin is
'Which program keeps the machine: floor.toml, whose next reading may change or retire it, or the '
'application_name of another.';
comment on column floor.machines.retired_at is
'When the machine left the configuration; null while it is in use. A retired machine keeps its '
'history.';
comment on index floor.machines_name_ignoring_case is
'A machine is found by its name however it is typed, and no two differ in case alone.';
comment on index floor.machines_of_line is 'Machines of one line.';

create table floor.people (
    person_id integer generated always as identity primary key,
    email text not null,
    display_name text not null,
    role text not null default 'viewer',
    retired_at timestamptz,
    constraint people_email_has_an_at_sign check (email like '%_@_%'),
    constraint people_display_name_is_not_blank check (btrim(display_name) <> ''),
    constraint people_role_is_known check (
        role in ('viewer', 'operator', 'maintenance', 'supervisor', 'engineer')
    )
);
create unique index people_email_ignoring_case on floor.people (lower(email));
comment on table floor.people is 'People who use Floorcast. One row per person.';
comment on column floor.people.person_id is 'Internal key.';
comment on column floor.people.email is
'E-mail address: the identity a login provides; unique, ignoring case.';
comment on column floor.people.display_name is 'Name shown beside what the person wrote.';
comment on column floor.people.role is
'What the person may do: viewer, operator, maintenance, supervisor or engineer.';
comment on column floor.people.retired_at is 'When the person left; null while active.';
comment on index floor.people_email_ignoring_case is 'One person per address, however it is typed.';

-- Facts ---------------------------------------------------------------------------------

create table floor.status_events (
    machine_id integer not null references floor.machines on delete restrict,
    at timestamptz not null,
    status text not null,
    detail text,
    source text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    recorded_at timestamptz not null default clock_timestamp(),
    recorded_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    primary key (machine_id, at),
    constraint status_events_have_an_instant check (isfinite(at)),
    constraint status_is_operational_warning_down_or_no_data check (
        status in ('operational', 'warning', 'down', 'no_data')
    )
);
create index status_events_by_time on floor.status_events using brin (at) with (autosummarize = on);
comment on table floor.status_events is
'From this instant on, the machine was in this state, until its next event. One row per machine '
'and instant; '
'neighbours may repeat a status. Write with insert … on conflict (machine_id, at) do update: the '
'later write wins.';
comment on column floor.status_events.machine_id is 'The machine.';
comment on column floor.status_events.at is
'When the state began, by the source''s clock. At most 5 minutes ahead of this server''s clock.';
comment on column floor.status_events.status is
'operational, warning, down or no_data (nothing trustworthy is known; never a stop).';
comment on column floor.status_events.detail is
'The source''s own word for the state (a PackML state, an MTConnect execution, an alarm text); '
'null where it gave none.';
comment on column floor.status_events.source is
'Which program reported it; defaults to the session''s application_name.';
comment on column floor.status_events.recorded_at is
'When the row was written, by this server''s clock.';
comment on column floor.status_events.recorded_by is
'Who wrote it: the person set for the transaction (floor.person), else the database user.';
comment on index floor.status_events_by_time is
'Events of a period over all machines; block ranges, because rows arrive nearly in time order.';

create table floor.machine_status (
    machine_id integer primary key references floor.machines on delete restrict,
    status text not null,
    at timestamptz not null,
    since_at timestamptz not null,
    detail text,
    source text not null,
    recorded_at timestamptz not null
) with (fillfactor = 50);
comment on table floor.machine_status is
'The state each machine is in now: its latest event, kept by triggers on floor.status_events. '
'One row per machine that has an event. Do not write here.';
comment on column floor.machine_status.machine_id is 'The machine.';
comment on column floor.machine_status.status is 'operational, warning, down or no_data.';
comment on column floor.machine_status.at is 'Instant of the latest event.';
comment on column floor.machine_status.since_at is
'Since when the machine is in this status without interruption; earlier than "at" where events '
'repeat a status.';
comment on column floor.machine_status.detail is
'The source''s own word for the state; null where it gave none.';
comment on column floor.machine_status.source is 'Which program reported the latest event.';
comment on column floor.machine_status.recorded_at is
'When the latest event was written, by this server''s clock.';

create table floor.production (
    machine_id integer not null references floor.machines on delete restrict,
    at timestamptz not null,
    good_pcs bigint not null default 0,
    scrap_pcs bigint not null default 0,
    source text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    recorded_at timestamptz not null default clock_timestamp(),
    primary key (machine_id, at, source),
    constraint production_is_counted_by_the_minute check (mod(extract(epoch from at), 60) = 0),
    constraint production_has_an_instant check (isfinite(at)),
    constraint production_is_not_negative check (good_pcs >= 0 and scrap_pcs >= 0)
);
create index production_by_time on floor.production using brin (at) with (autosummarize = on);
comment on table floor.production is
'Pieces made. One row per machine, minute and source; additive: a period is the sum of its rows.';
comment on column floor.production.machine_id is 'The machine.';
comment on column floor.production.at is
'Start of the minute the pieces were finished in: a whole minute.';
comment on column floor.production.good_pcs is 'Good pieces finished in that minute.';
comment on column floor.production.scrap_pcs is 'Rejected pieces finished in that minute.';
comment on column floor.production.source is
'Which program counted them; defaults to the session''s application_name.';
comment on column floor.production.recorded_at is
'When the row was written, by this server''s clock.';
comment on index floor.production_by_time is
'Pieces of a period over all machines; block ranges, because rows arrive nearly in time order.';

-- The change feed -----------------------------------------------------------------------
-- Unlogged: it costs the writers no WAL, and a crash empties it, which relay.epoch tells.

create unlogged table relay.change_log (
    xid xid8 not null default pg_current_xact_id(),
    topic text not null,
    key text not null
);
create index change_log_by_transaction on relay.change_log (xid);
comment on table relay.change_log is
'Which keys changed, and in which transaction. One row per changed key, statement and topic. '
'Read with the snapshot cursor of sql/queries/drain.sql; trimmed by relay.trim().';
comment on column relay.change_log.xid is
'The writing transaction. Compared with a snapshot, it tells what became visible since: no '
'sequence can.';
comment on column relay.change_log.topic is 'Topic of the change feed, for example machines.';
comment on column relay.change_log.key is 'Key of the changed row within its topic.';
comment on index relay.change_log_by_transaction is
'Serves both halves of the drain: xid >= xmax, and xid = any (xip).';

create unlogged table relay.epoch (
    is_only_row boolean primary key default true check (is_only_row),
    epoch_id uuid not null default gen_random_uuid(),
    trimmed_before xid8 not null default '0'
);
comment on table relay.epoch is
'One row: the life of the change log. Empty after a crash, like the log; the first relay to '
'notice draws a new one.';
comment on column relay.epoch.is_only_row is 'Always true: holds the table to one row.';
comment on column relay.epoch.epoch_id is
'Names this life of the log. A cursor of another epoch is worth nothing.';
comment on column relay.epoch.trimmed_before is
'Entries of transactions before this one are gone: a cursor that had not seen them all is too old.';

create unlogged table relay.horizons (
    taken_at timestamptz primary key default clock_timestamp(),
    oldest_running xid8 not null default pg_snapshot_xmin(pg_current_snapshot())
);
comment on table relay.horizons is
'What was the oldest running transaction at a given time: lets relay.trim() forget by age without '
'forgetting a transaction that committed late. One row per call of relay.trim().';
comment on column relay.horizons.taken_at is 'When it was noted.';
comment on column relay.horizons.oldest_running is
'Every transaction before this one had ended by then.';
