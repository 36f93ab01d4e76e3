-- Machines speak: connections and their tags, every value they sent, and what became of it.
create schema historian;
comment on schema historian is
'Raw values of machines, day by day, and the programs that fetch them. Written by connectors; what '
'the values mean is derived into schema floor by triggers.';

-- What to fetch from where ------------------------------------------------------------------

create table floor.connections (
    connection_id integer generated always as identity primary key,
    connection_name text not null,
    protocol text not null,
    config jsonb not null default '{}',
    ingester text not null default 'main',
    is_enabled boolean not null default true,
    reloaded_at timestamptz not null default now(),
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint connections_name_is_not_blank check (btrim(connection_name) <> ''),
    constraint connections_config_is_an_object check (jsonb_typeof(config) = 'object')
);
create unique index connections_name_ignoring_case on floor.connections (lower(connection_name));
comment on table floor.connections is
'Devices that values are fetched from: a PLC, a gateway, a recording. One row per connection.';
comment on column floor.connections.connection_id is 'Internal key.';
comment on column floor.connections.connection_name is
'Name shown on pages; unique, ignoring case. Facts from it have the source protocol:name.';
comment on column floor.connections.protocol is
'Which connector speaks with it: a protocol of historian.connectors, for example opcua.';
comment on column floor.connections.config is
'Settings of the connector without secrets, as its config_schema in historian.connectors says.';
comment on column floor.connections.ingester is
'Name of the ingester that runs it (floorcast ingest --name), for networks of their own.';
comment on column floor.connections.is_enabled is 'Whether it is to be connected.';
comment on column floor.connections.reloaded_at is
'Set it to now() to have the connection closed and opened anew.';
comment on column floor.connections.origin is
'Which program made the connection: its application_name.';
comment on index floor.connections_name_ignoring_case is
'A connection is found by its name however it is typed, and no two differ in case alone.';

create table floor.connection_secrets (
    connection_id integer not null references floor.connections on delete cascade,
    secret_name text not null,
    secret_value text not null,
    primary key (connection_id, secret_name)
);
comment on table floor.connection_secrets is
'Passwords and the like, apart from the settings that pages may show. One row per connection and '
'secret.';
comment on column floor.connection_secrets.connection_id is 'The connection.';
comment on column floor.connection_secrets.secret_name is
'Name of the setting, for example password.';
comment on column floor.connection_secrets.secret_value is
'The secret itself, or env:NAME to take it from the environment of the ingester.';

create table floor.tags (
    tag_id integer generated always as identity primary key,
    connection_id integer not null references floor.connections on delete cascade,
    address text not null,
    tag_name text not null,
    machine_id integer references floor.machines on delete restrict,
    role text not null default 'value',
    unit text not null default '',
    scale double precision not null default 1,
    shift_by double precision not null default 0,
    deadband double precision not null default 0,
    counter_modulus bigint,
    reset_rule text not null default 'restart',
    max_step bigint,
    silent_after_s double precision,
    is_enabled boolean not null default true,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint tags_are_mapped_once unique nulls not distinct (
        connection_id, address, machine_id, role
    ),
    constraint tags_address_is_not_blank check (btrim(address) <> ''),
    constraint tags_name_is_not_blank check (btrim(tag_name) <> ''),
    constraint tags_role_is_known check (
        role in ('status', 'good', 'scrap', 'total', 'product', 'reason', 'value')
    ),
    constraint tags_with_a_role_have_a_machine check (role = 'value' or machine_id is not null),
    constraint tags_scale_is_a_number check (
        scale <> 0 and scale > '-infinity' and scale < 'infinity'
        and shift_by > '-infinity' and shift_by < 'infinity'
    ),
    constraint tags_count_upwards check (role not in ('good', 'scrap', 'total') or scale > 0),
    constraint tags_deadband_is_not_negative check (deadband >= 0 and deadband < 'infinity'),
    constraint tags_modulus_is_above_one check (counter_modulus > 1),
    constraint tags_max_step_is_positive check (max_step > 0),
    -- else every restart of a PLC would look like a turn of the counter
    constraint tags_with_a_modulus_have_a_max_step check (
        counter_modulus is null or (max_step is not null and max_step < counter_modulus)
    ),
    constraint tags_reset_rule_is_known check (reset_rule in ('restart', 'rebase')),
    constraint tags_silence_is_positive check (silent_after_s > 0)
);
create unique index tags_tell_a_machines_state_once on floor.tags (machine_id, role)
where role in ('status', 'reason', 'product');
create index tags_of_machine on floor.tags (machine_id);
comment on table floor.tags is
'Values to fetch, and what they mean for which machine. One row per connection, address, machine '
'and role.';
comment on column floor.tags.tag_id is 'Internal key; what samples refer to.';
comment on column floor.tags.connection_id is 'The connection it is fetched by.';
comment on column floor.tags.address is
'Where the connection finds it; for OPC UA nsu=<namespace URI>;s=<identifier>.';
comment on column floor.tags.tag_name is 'Name shown on pages, for example Spindle temperature.';
comment on column floor.tags.machine_id is 'The machine it belongs to; null: only recorded.';
comment on column floor.tags.role is
'What the value means for the machine: status and reason (through floor.tag_states), product '
'(its name, or through floor.tag_states), counters of good, scrap or total pieces, or a plain '
'value. One status, reason and product a machine.';
comment on column floor.tags.unit is 'Unit of the scaled value, for example °C.';
comment on column floor.tags.scale is
'Scaled value = raw × scale + shift_by. For a counter: pieces for each count, for example 4 '
'cavities.';
comment on column floor.tags.shift_by is 'See scale. Means nothing for a counter.';
comment on column floor.tags.deadband is
'Changes of the raw value up to this are not sent; 0: every change.';
comment on column floor.tags.counter_modulus is
'Raw value at which the counter begins at 0 again, for example 65536; null: it never does.';
comment on column floor.tags.reset_rule is
'What a fall that is no turn means: restart (it began at 0 again: all it shows is new) or rebase '
'(it was set: nothing is new).';
comment on column floor.tags.max_step is
'Largest plausible step between two samples, in counts; a larger one is not counted, but kept as '
'a jump in historian.counter_steps. Null: any step is plausible.';
comment on column floor.tags.silent_after_s is
'Without a sample for so long nothing is known any more; null: silence means no change, as with '
'OPC UA subscriptions.';
comment on column floor.tags.is_enabled is 'Whether it is to be fetched.';
comment on column floor.tags.origin is 'Which program made the tag: its application_name.';
comment on index floor.tags_are_mapped_once is 'Tags of a connection, by address.';
comment on index floor.tags_tell_a_machines_state_once is
'Two tags that both tell the state of a machine would contradict each other.';
comment on index floor.tags_of_machine is 'Tags of a machine.';

create table floor.tag_states (
    tag_id integer not null references floor.tags on delete cascade,
    raw_value text not null,
    status text,
    reason_id integer references floor.reasons on delete restrict,
    product_id integer references floor.products on delete restrict,
    label text,
    primary key (tag_id, raw_value),
    constraint tag_states_status_is_known check (
        status in ('operational', 'warning', 'down', 'no_data')
    )
);
comment on table floor.tag_states is
'What a raw value of a tag means. One row per tag and raw value.';
comment on column floor.tag_states.tag_id is 'A tag with the role status, reason or product.';
comment on column floor.tag_states.raw_value is
'The value as text: whole numbers without decimals, truth as 1 and 0; * is any value without a '
'row of its own.';
comment on column floor.tag_states.status is
'Role status: the state of the machine. A value without a row is no_data.';
comment on column floor.tag_states.reason_id is
'Roles status and reason: why; null says nothing about it.';
comment on column floor.tag_states.product_id is
'Role product: what is being made; null: nothing is set up.';
comment on column floor.tag_states.label is
'The device''s own word for the value, for example Execute; shown as detail.';

-- What they sent ------------------------------------------------------------------------------

create table historian.samples (
    tag_id integer not null,
    at timestamptz not null,
    server_at timestamptz,
    value double precision,
    text_value text,
    quality bigint not null default 0,
    primary key (tag_id, at),
    constraint samples_quality_is_a_status_code check (quality between 0 and 4294967295)
) partition by range (at);
create index samples_by_time on historian.samples using brin (at);
comment on table historian.samples is
'Every value of every tag, as it came. One row per tag and source time, in partitions of a UTC '
'day (historian.keep_partitions()). Written by COPY; a trigger derives states and pieces.';
comment on column historian.samples.tag_id is
'The tag (floor.tags); checked by trigger, because a foreign key would be checked row by row.';
comment on column historian.samples.at is
'Source time: when the device had that value. At most 5 minutes ahead of this server''s clock.';
comment on column historian.samples.server_at is
'Server time: when the OPC UA server, or else the ingester, had it; null where unknown.';
comment on column historian.samples.value is
'The raw value, before scaling; truth as 1 and 0; null for text and where there is none.';
comment on column historian.samples.text_value is 'The raw value where it is text; else null.';
comment on column historian.samples.quality is
'OPC UA status code (Part 4, 7.39), 0 to 4294967295: severity is its two highest bits: 0 good, '
'1 uncertain, 2 bad. 2150694912 (BadNoCommunication) marks where a connection was lost, 2148139008 '
'(BadTimeout) where nothing was heard in time, 10616832 (GoodEntryInserted) the value found when '
'it was back.';
comment on index historian.samples_by_time is
'Samples of a period over all tags; block ranges, because rows arrive nearly in time order.';

create table historian.counter_steps (
    tag_id integer not null,
    at timestamptz not null,
    previous_value double precision,
    value double precision not null,
    step_kind text not null,
    step_pcs bigint not null,
    primary key (tag_id, at),
    constraint counter_steps_kind_is_known check (
        step_kind in ('first', 'step', 'turn', 'reset', 'rebase', 'jump')
    )
) partition by range (at);
comment on table historian.counter_steps is
'What each good sample of a counter added. One row per counter tag and source time at which it '
'changed; derived from historian.samples, never written by hand.';
comment on column historian.counter_steps.tag_id is 'A tag with the role good, scrap or total.';
comment on column historian.counter_steps.at is 'Source time of the sample.';
comment on column historian.counter_steps.previous_value is
'Raw value of the good sample before it; null for the first.';
comment on column historian.counter_steps.value is 'Raw value of the sample.';
comment on column historian.counter_steps.step_kind is
'first (sets the base), step, turn (past the modulus), reset (began at 0 again), rebase (was '
'set), jump (implausible: not counted, a person decides).';
comment on column historian.counter_steps.step_pcs is
'Pieces it added: counts × the scale of the tag, rounded.';

create index counter_steps_to_look_at on historian.counter_steps (at)
where step_kind in ('reset', 'rebase', 'jump');
comment on index historian.counter_steps_to_look_at is
'Steps a person may want to see: historian.counter_findings.';

create table historian.dead_letters (
    dead_letter_id bigint generated always as identity primary key,
    recorded_at timestamptz not null default clock_timestamp(),
    source text not null,
    tag_id integer,
    at timestamptz,
    server_at timestamptz,
    value double precision,
    text_value text,
    quality bigint,
    reason text not null,
    hint text not null default ''
);
create index dead_letters_by_tag on historian.dead_letters (tag_id);
comment on table historian.dead_letters is
'Samples that could not be stored, with the reason, so that nothing is lost silently. One row per '
'refused sample.';
comment on column historian.dead_letters.dead_letter_id is 'Internal key.';
comment on column historian.dead_letters.recorded_at is 'When it was refused.';
comment on column historian.dead_letters.source is 'Name of the ingester or program that wrote it.';
comment on column historian.dead_letters.tag_id is 'The tag it claims to be of.';
comment on column historian.dead_letters.at is 'Its source time.';
comment on column historian.dead_letters.server_at is 'Its server time.';
comment on column historian.dead_letters.value is 'Its raw value.';
comment on column historian.dead_letters.text_value is 'Its raw value where it is text.';
comment on column historian.dead_letters.quality is 'Its OPC UA status code.';
comment on column historian.dead_letters.reason is 'Why it was refused.';
comment on column historian.dead_letters.hint is 'What to do about it.';
comment on index historian.dead_letters_by_tag is 'Refused samples of a tag.';

create table historian.retention (
    is_only_row boolean primary key default true check (is_only_row),
    keep_days integer not null default 30,
    ahead_days integer not null default 7,
    constraint retention_keeps_something check (keep_days >= 1),
    constraint retention_is_prepared check (ahead_days between 1 and 366)
);
insert into historian.retention default values;
comment on table historian.retention is
'How long raw samples are kept. One row. Facts derived from them (states, pieces) stay.';
comment on column historian.retention.is_only_row is 'Always true: holds the table to one row.';
comment on column historian.retention.keep_days is
'Whole UTC days of samples to keep before today.';
comment on column historian.retention.ahead_days is 'Days to have partitions ready for.';

-- The programs that fetch ------------------------------------------------------------------------

create table historian.watermarks (
    spool_id uuid primary key,
    last_batch bigint not null,
    moved_at timestamptz not null default clock_timestamp()
);
comment on table historian.watermarks is
'How far each spool is stored: moved in the transaction that stores its batches, so that none is '
'stored twice. One row per spool file.';
comment on column historian.watermarks.spool_id is 'Drawn when the spool file was made.';
comment on column historian.watermarks.last_batch is 'Number of the last batch stored.';
comment on column historian.watermarks.moved_at is 'When that was.';

create table historian.ingesters (
    ingester text primary key,
    started_at timestamptz not null,
    seen_at timestamptz not null default clock_timestamp(),
    process text not null default '',
    samples_stored bigint not null default 0,
    samples_per_s double precision not null default 0,
    spool_samples bigint not null default 0,
    spool_bytes bigint not null default 0,
    spool_limit_bytes bigint not null default 0,
    spool_oldest_at timestamptz,
    dropped_samples bigint not null default 0,
    dead_letters bigint not null default 0,
    problem text not null default ''
) with (fillfactor = 50);
comment on table historian.ingesters is
'Programs that run connections, as they report themselves every second. One row per ingester '
'name.';
comment on column historian.ingesters.ingester is 'Name: floorcast ingest --name.';
comment on column historian.ingesters.started_at is 'Since when this process runs.';
comment on column historian.ingesters.seen_at is 'Its last sign of life, by this server''s clock.';
comment on column historian.ingesters.process is 'Host and process number, for people.';
comment on column historian.ingesters.samples_stored is 'Samples stored since it started.';
comment on column historian.ingesters.samples_per_s is 'Samples stored a second, lately.';
comment on column historian.ingesters.spool_samples is 'Samples that wait in its spool file.';
comment on column historian.ingesters.spool_bytes is 'Bytes that wait in its spool file.';
comment on column historian.ingesters.spool_limit_bytes is
'Bytes the spool may hold; beyond them the oldest are dropped, and counted.';
comment on column historian.ingesters.spool_oldest_at is
'When the oldest waiting batch was received; null: none waits.';
comment on column historian.ingesters.dropped_samples is
'Samples lost because the spool was full, since the spool file was made.';
comment on column historian.ingesters.dead_letters is
'Samples refused by the database since it started.';
comment on column historian.ingesters.problem is 'What troubles it; empty: nothing.';

create table historian.connectors (
    protocol text primary key,
    title text not null,
    description text not null,
    config_schema jsonb not null,
    can_browse boolean not null,
    noted_at timestamptz not null default clock_timestamp()
);
comment on table historian.connectors is
'Protocols the ingesters speak, written by them when they start: what the form of a new '
'connection is made from. One row per protocol.';
comment on column historian.connectors.protocol is 'Key, as floor.connections uses it.';
comment on column historian.connectors.title is 'Name for people, for example OPC UA.';
comment on column historian.connectors.description is 'What it is for, in one sentence.';
comment on column historian.connectors.config_schema is
'JSON Schema of the settings. A property with writeOnly true is a secret, kept in '
'floor.connection_secrets.';
comment on column historian.connectors.can_browse is
'Whether addresses can be looked up at the device.';
comment on column historian.connectors.noted_at is 'When an ingester wrote this.';

create table historian.connection_states (
    connection_id integer primary key references floor.connections on delete cascade,
    state text not null default 'waiting',
    since_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    last_sample_at timestamptz,
    samples_per_s double precision not null default 0,
    samples bigint not null default 0,
    attempts integer not null default 0,
    problem text not null default '',
    hint text not null default '',
    details jsonb not null default '{}',
    constraint connection_states_state_is_known check (
        state in ('waiting', 'connecting', 'connected', 'lost', 'failed', 'disabled')
    )
) with (fillfactor = 50);
comment on table historian.connection_states is
'How each connection fares, as its ingester reports. One row per connection.';
comment on column historian.connection_states.connection_id is 'The connection.';
comment on column historian.connection_states.state is
'waiting (no ingester took it up), connecting, connected, lost (trying again), failed (a person '
'must change something; tried again seldom) or disabled.';
comment on column historian.connection_states.since_at is 'Since when it is in this state.';
comment on column historian.connection_states.seen_at is
'When its device was last heard from, keep-alives included, by the ingester.';
comment on column historian.connection_states.last_sample_at is
'Source time of its newest sample.';
comment on column historian.connection_states.samples_per_s is 'Samples a second, lately.';
comment on column historian.connection_states.samples is 'Samples since the ingester started.';
comment on column historian.connection_states.attempts is
'Attempts to connect since it was last connected.';
comment on column historian.connection_states.problem is
'Why it is lost or failed, in a sentence; empty: nothing is wrong.';
comment on column historian.connection_states.hint is 'What to do about it.';
comment on column historian.connection_states.details is
'What was agreed with the device, for people: intervals, limits, security.';

create table historian.tag_problems (
    tag_id integer primary key references floor.tags on delete cascade,
    problem text not null,
    hint text not null default '',
    since_at timestamptz not null default clock_timestamp()
);
comment on table historian.tag_problems is
'Tags that the device refuses. One row per refused tag.';
comment on column historian.tag_problems.tag_id is 'The tag.';
comment on column historian.tag_problems.problem is 'Why, in a sentence.';
comment on column historian.tag_problems.hint is 'What to do about it.';
comment on column historian.tag_problems.since_at is 'Since when.';

create unlogged table historian.probes (
    probe_id uuid primary key default gen_random_uuid(),
    probe_kind text not null,
    ingester text not null default 'main',
    protocol text not null,
    config jsonb not null default '{}',
    secrets jsonb,
    connection_id integer references floor.connections on delete cascade,
    question jsonb not null default '{}',
    asked_at timestamptz not null default clock_timestamp(),
    taken_at timestamptz,
    answered_at timestamptz,
    answer jsonb,
    constraint probes_kind_is_known check (
        probe_kind in ('check', 'test', 'browse', 'search', 'discover', 'read')
    )
);
create index probes_by_age on historian.probes (asked_at);
comment on table historian.probes is
'Questions to devices, asked by pages and answered by the ingester, which may stand in another '
'network. One row per question; forgotten after some minutes.';
comment on column historian.probes.probe_id is 'Internal key.';
comment on column historian.probes.probe_kind is
'check (are the settings valid?), test (can it be reached? step by step), browse (what is below '
'this address?), search, discover (which machines are there?) or read (values of addresses).';
comment on column historian.probes.ingester is 'Who is to answer.';
comment on column historian.probes.protocol is 'The connector to ask with.';
comment on column historian.probes.config is 'Settings to ask with, without secrets.';
comment on column historian.probes.secrets is
'Secrets to ask with, erased when the question is taken.';
comment on column historian.probes.connection_id is
'Connection whose stored secrets fill in those that are not given; null: none.';
comment on column historian.probes.question is 'What is asked, by kind.';
comment on column historian.probes.asked_at is 'When it was asked.';
comment on column historian.probes.taken_at is 'When the ingester began; null: not yet.';
comment on column historian.probes.answered_at is 'When it was answered; null: not yet.';
comment on column historian.probes.answer is
'The answer, by kind; {"error", "field", "value", "hint"} where it could not be given.';
comment on index historian.probes_by_age is 'Old questions to forget.';

-- Files people bring ------------------------------------------------------------------------------

create table floor.import_mappings (
    import_mapping_id integer generated always as identity primary key,
    import_kind text not null,
    header_key text not null,
    mapping jsonb not null,
    used_at timestamptz not null default clock_timestamp(),
    constraint import_mappings_are_said_once unique (import_kind, header_key),
    constraint import_mappings_kind_is_known check (
        import_kind in ('events', 'production', 'samples')
    )
);
comment on table floor.import_mappings is
'Which column of an imported table meant what, remembered for the next file with the same '
'columns. One row per kind and set of column names.';
comment on column floor.import_mappings.import_mapping_id is 'Internal key.';
comment on column floor.import_mappings.import_kind is 'events, production or samples.';
comment on column floor.import_mappings.header_key is
'Column names of the file, in lower case and order of the alphabet, joined by "|".';
comment on column floor.import_mappings.mapping is
'The choices made: columns by field, words of states, formats.';
comment on column floor.import_mappings.used_at is 'When they were last used.';
comment on index floor.import_mappings_are_said_once is 'The choices for a file.';

-- The floor file, and what people change on pages -------------------------------------------------

create table floor.applied_floor_file (
    is_only_row boolean primary key default true check (is_only_row),
    content_sha256 text not null,
    applied_at timestamptz not null default clock_timestamp()
);
comment on table floor.applied_floor_file is
'Which floor file was applied last: one that has not changed since is not applied again, so that '
'what people changed on pages stays. One row, or none yet.';
comment on column floor.applied_floor_file.is_only_row is
'Always true: holds the table to one row.';
comment on column floor.applied_floor_file.content_sha256 is
'SHA-256 of what the file says, in hexadecimal.';
comment on column floor.applied_floor_file.applied_at is 'When it was applied.';
