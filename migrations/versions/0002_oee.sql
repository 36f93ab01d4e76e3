-- OEE: what is made, when people work, why machines stand, and the sums that follow from it.
create schema gold;
comment on schema gold is
'For analysts: views only, every column explained, names that stay. The role analyst reads this '
'schema and nothing else.';

-- What is made, and how fast it could be --------------------------------------------------

create table floor.products (
    product_id integer generated always as identity primary key,
    product_name text not null,
    description text not null default '',
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    retired_at timestamptz,
    constraint products_name_is_not_blank check (btrim(product_name) <> '')
);
create unique index products_name_ignoring_case on floor.products (lower(product_name));
comment on table floor.products is
'What machines make (ISA-95 material definitions). One row per product.';
comment on column floor.products.product_id is 'Internal key.';
comment on column floor.products.product_name is
'Name or part number; unique in the database, ignoring case.';
comment on column floor.products.description is 'What it is, in one sentence.';
comment on column floor.products.origin is
'Which program keeps the product: floor.toml, or the application_name of another.';
comment on column floor.products.retired_at is
'When the product left the configuration; null while it is in use.';
comment on index floor.products_name_ignoring_case is
'A product is found by its name however it is typed, and no two differ in case alone.';

create table floor.ideal_cycles (
    ideal_cycle_id integer generated always as identity primary key,
    machine_id integer not null references floor.machines on delete restrict,
    product_id integer references floor.products on delete restrict,
    valid_from timestamptz not null default now(),
    ideal_cycle_s numeric not null,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint ideal_cycles_are_dated_once unique nulls not distinct (
        machine_id, product_id, valid_from
    ),
    constraint ideal_cycles_are_positive check (
        ideal_cycle_s > 0 and ideal_cycle_s < 'infinity'
    ),
    constraint ideal_cycles_are_whole_microseconds check (scale(ideal_cycle_s) <= 6)
);
comment on table floor.ideal_cycles is
'Shortest sustainable time for one piece (ISO 22400: planned run time per item). One row per '
'machine, product and instant it is valid from; a new rate never rewrites the past.';
comment on column floor.ideal_cycles.ideal_cycle_id is 'Internal key.';
comment on column floor.ideal_cycles.machine_id is 'The machine.';
comment on column floor.ideal_cycles.product_id is
'The product; null: any product that has no cycle of its own on this machine.';
comment on column floor.ideal_cycles.valid_from is
'From this instant on, until the next row of the same machine and product; -infinity: always.';
comment on column floor.ideal_cycles.ideal_cycle_s is
'Seconds for one piece, at most six decimals.';
comment on column floor.ideal_cycles.origin is
'Which program keeps the cycle: floor.toml, or the application_name of another.';
comment on index floor.ideal_cycles_are_dated_once is
'The cycle of a machine and product in force.';

insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s, origin)
select
    machines.machine_id,
    '-infinity' as valid_from,
    round(machines.ideal_cycle_s, 6) as ideal_cycle_s,
    machines.origin
from floor.machines
where machines.ideal_cycle_s >= 0.000001;
alter table floor.machines drop column ideal_cycle_s;

alter table floor.machines add column commissioned_at timestamptz not null default now();
comment on column floor.machines.commissioned_at is
'Since when its time is accounted for; earlier where it has an earlier event or count.';
alter table floor.lines add column target_oee_ratio numeric not null default 0.85
constraint lines_target_is_a_ratio check (target_oee_ratio > 0 and target_oee_ratio <= 1);
comment on column floor.lines.target_oee_ratio is
'OEE the line is run for, 0 to 1: the tick on a tile, and the target of the hour.';

create table floor.job_events (
    machine_id integer not null references floor.machines on delete restrict,
    at timestamptz not null,
    product_id integer references floor.products on delete restrict,
    job_name text,
    source text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    recorded_at timestamptz not null default clock_timestamp(),
    recorded_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    primary key (machine_id, at),
    constraint job_events_have_an_instant check (isfinite(at))
);
comment on table floor.job_events is
'From this instant on, the machine was set up for this product, until its next event. One row per '
'machine and instant.';
comment on column floor.job_events.machine_id is 'The machine.';
comment on column floor.job_events.at is 'When the job began.';
comment on column floor.job_events.product_id is 'What it makes; null: nothing is set up.';
comment on column floor.job_events.job_name is
'Order or job number of the planning system; null where it gave none.';
comment on column floor.job_events.source is
'Which program reported it; defaults to the session''s application_name.';
comment on column floor.job_events.recorded_at is
'When the row was written, by this server''s clock.';
comment on column floor.job_events.recorded_by is
'Who wrote it: the person set for the transaction (floor.person), else the database user.';

-- Why machines stand, and pieces are rejected ---------------------------------------------

create table floor.loss_categories (
    loss_category text primary key,
    loss_name text not null,
    oee_factor text not null,
    sort_order integer not null,
    description text not null,
    constraint loss_categories_factor_is_known check (
        oee_factor in ('availability', 'performance', 'quality')
    )
);
comment on table floor.loss_categories is 'The six big losses of TPM. One row per loss.';
comment on column floor.loss_categories.loss_category is 'Key, as other tables and views use it.';
comment on column floor.loss_categories.loss_name is 'Name shown on pages.';
comment on column floor.loss_categories.oee_factor is
'The factor of OEE it lowers: availability, performance or quality.';
comment on column floor.loss_categories.sort_order is 'Place among the six, smallest first.';
comment on column floor.loss_categories.description is 'What belongs there, in one sentence.';

insert into floor.loss_categories (loss_category, loss_name, oee_factor, sort_order, description)
values
('breakdown', 'Breakdowns', 'availability', 1, 'Unplanned stops, with or without a reason.'),
('setup', 'Setup and adjustment', 'availability', 2, 'Changeovers, tool changes, adjustments.'),
('minor_stop', 'Minor stops', 'performance', 3, 'Stops shorter than the machine''s limit; idling.'),
('reduced_speed', 'Reduced speed', 'performance', 4, 'Running slower than the ideal cycle.'),
('process_reject', 'Process rejects', 'quality', 5, 'Rejects of a process that runs steadily.'),
('startup_reject', 'Start-up rejects', 'quality', 6, 'Rejects between start and steady running.');

create table floor.reasons (
    reason_id integer generated always as identity primary key,
    parent_id integer references floor.reasons on delete restrict,
    reason_name text not null,
    loss_category text references floor.loss_categories on delete restrict,
    is_planned boolean,
    sort_order integer not null default 0,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    retired_at timestamptz,
    constraint reasons_name_is_not_blank check (btrim(reason_name) <> ''),
    constraint reasons_are_not_their_own_parent check (parent_id <> reason_id),
    constraint reasons_without_parent_are_classified check (
        parent_id is not null or loss_category is not null or coalesce(is_planned, false)
    )
);
create unique index reasons_name_ignoring_case on floor.reasons (lower(reason_name));
create index reasons_of_parent on floor.reasons (parent_id);
comment on table floor.reasons is
'Why a machine stands or a piece is rejected: a tree. One row per reason.';
comment on column floor.reasons.reason_id is 'Internal key.';
comment on column floor.reasons.parent_id is 'The wider reason it belongs to; null at the top.';
comment on column floor.reasons.reason_name is
'Name people choose; unique in the database, ignoring case.';
comment on column floor.reasons.loss_category is
'Which of the six big losses it is; null: that of its parent.';
comment on column floor.reasons.is_planned is
'Whether a stop of this reason was planned, so that it leaves planned time; null: as its parent.';
comment on column floor.reasons.sort_order is 'Place among its siblings, smallest first.';
comment on column floor.reasons.origin is
'Which program keeps the reason: floor.toml, or the application_name of another.';
comment on column floor.reasons.retired_at is
'When the reason left the configuration; null while it can be chosen.';
comment on index floor.reasons_name_ignoring_case is
'A reason is found by its name however it is typed, and no two differ in case alone.';
comment on index floor.reasons_of_parent is 'Reasons below another.';

alter table floor.status_events add column reason_id integer references floor.reasons
on delete restrict;
create index status_events_with_a_reason on floor.status_events (reason_id)
where reason_id is not null;
comment on column floor.status_events.reason_id is
'Why; null where nobody said. Within one stop a reason holds until the next one, and the first one '
'given also holds for what came before it.';
comment on index floor.status_events_with_a_reason is
'Stops to account for anew when a reason is reclassified.';

-- Pieces: of which product, and why rejected -------------------------------------------------

alter table floor.production add column product_id integer references floor.products
on delete restrict;
alter table floor.production add column scrap_reason_id integer references floor.reasons
on delete restrict;
alter table floor.production drop constraint production_pkey;
alter table floor.production add constraint production_is_counted_once unique nulls not distinct (
    machine_id, at, product_id, scrap_reason_id, source
);
create index production_with_a_reason on floor.production (scrap_reason_id)
where scrap_reason_id is not null;
comment on table floor.production is
'Pieces made. One row per machine, minute, product, reason of rejection and source; additive: a '
'period is the sum of its rows.';
comment on column floor.production.product_id is
'What was made; null: what the machine was set up for in that minute (floor.job_events).';
comment on column floor.production.scrap_reason_id is
'Why the rejected pieces of this row were rejected; null where nobody said.';
comment on index floor.production_is_counted_once is
'A count is found by all that tells it from others; pieces of one machine and period.';
comment on index floor.production_with_a_reason is
'Rejects to account for anew when a reason is reclassified.';

-- When people work ------------------------------------------------------------------------------

create table floor.shift_patterns (
    shift_pattern_id integer generated always as identity primary key,
    plant_id integer not null references floor.plants on delete restrict,
    line_id integer references floor.lines on delete restrict,
    shift_name text not null,
    starts_at time not null,
    ends_at time not null,
    weekdays integer[] not null default '{1,2,3,4,5,6,7}',
    valid_from date not null default '-infinity',
    valid_to date not null default 'infinity',
    sort_order integer not null default 0,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint shift_patterns_name_is_not_blank check (btrim(shift_name) <> ''),
    constraint shift_patterns_weekdays_are_1_to_7 check (
        weekdays <@ '{1,2,3,4,5,6,7}' and cardinality(weekdays) > 0
    ),
    constraint shift_patterns_end_after_they_begin check (valid_from < valid_to)
);
create index shift_patterns_of_plant on floor.shift_patterns (plant_id);
create index shift_patterns_of_line on floor.shift_patterns (line_id);
comment on table floor.shift_patterns is
'When shifts are worked, in the plant''s local time; floor.plan_shifts() turns them into '
'floor.shifts. One row per shift of a plant, or of a line that differs from its plant.';
comment on column floor.shift_patterns.shift_pattern_id is 'Internal key.';
comment on column floor.shift_patterns.plant_id is 'The plant.';
comment on column floor.shift_patterns.line_id is
'The line whose own shifts replace those of its plant; null: all lines without shifts of their '
'own.';
comment on column floor.shift_patterns.shift_name is 'Name, for example N for the night shift.';
comment on column floor.shift_patterns.starts_at is 'Local time the shift begins.';
comment on column floor.shift_patterns.ends_at is
'Local time it ends; on the next day where that is not after the beginning.';
comment on column floor.shift_patterns.weekdays is
'Days it begins on, 1 for Monday to 7 for Sunday (ISO 8601).';
comment on column floor.shift_patterns.valid_from is 'First business date it is worked.';
comment on column floor.shift_patterns.valid_to is
'First business date it is no longer worked; infinity: until further notice.';
comment on column floor.shift_patterns.sort_order is 'Place within the day, smallest first.';
comment on column floor.shift_patterns.origin is
'Which program keeps the pattern: floor.toml, or the application_name of another.';
comment on index floor.shift_patterns_of_plant is 'Shifts of a plant.';
comment on index floor.shift_patterns_of_line is 'Shifts of a line of its own.';

create table floor.break_patterns (
    break_pattern_id integer generated always as identity primary key,
    shift_pattern_id integer not null references floor.shift_patterns on delete cascade,
    break_name text not null,
    starts_at time not null,
    ends_at time not null,
    constraint break_patterns_name_is_not_blank check (btrim(break_name) <> ''),
    constraint break_patterns_last_some_time check (starts_at <> ends_at)
);
create index break_patterns_of_shift on floor.break_patterns (shift_pattern_id);
comment on table floor.break_patterns is
'Breaks of a shift, in local time: planned stops of every day. One row per break and shift '
'pattern.';
comment on column floor.break_patterns.break_pattern_id is 'Internal key.';
comment on column floor.break_patterns.shift_pattern_id is 'The shift it interrupts.';
comment on column floor.break_patterns.break_name is 'Name, for example Lunch.';
comment on column floor.break_patterns.starts_at is
'Local time it begins; after midnight where the shift began before.';
comment on column floor.break_patterns.ends_at is 'Local time it ends.';
comment on index floor.break_patterns_of_shift is 'Breaks of a shift.';

create table floor.calendar_exceptions (
    calendar_exception_id integer generated always as identity primary key,
    plant_id integer not null references floor.plants on delete restrict,
    line_id integer references floor.lines on delete restrict,
    business_date date not null,
    shift_name text,
    starts_at time,
    ends_at time,
    note text not null default '',
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint calendar_exceptions_are_said_once unique nulls not distinct (
        plant_id, line_id, business_date, shift_name
    ),
    constraint calendar_exceptions_are_dated check (isfinite(business_date)),
    constraint calendar_exceptions_have_both_times_or_none check (
        (starts_at is null) = (ends_at is null)
    ),
    constraint calendar_exceptions_with_times_name_a_shift check (
        starts_at is null or shift_name is not null
    )
);
comment on table floor.calendar_exceptions is
'Days that differ from the pattern: closed, another time, or an extra shift. One row per plant or '
'line, business date and shift.';
comment on column floor.calendar_exceptions.calendar_exception_id is 'Internal key.';
comment on column floor.calendar_exceptions.plant_id is 'The plant.';
comment on column floor.calendar_exceptions.line_id is
'The line; null: the whole plant. What is said of a line comes before what is said of its plant.';
comment on column floor.calendar_exceptions.business_date is
'The business date, that is the day the shift begins.';
comment on column floor.calendar_exceptions.shift_name is 'The shift; null: all of that day.';
comment on column floor.calendar_exceptions.starts_at is
'Local time the shift begins instead; null: it is not worked.';
comment on column floor.calendar_exceptions.ends_at is 'Local time it ends instead.';
comment on column floor.calendar_exceptions.note is 'Why, for example the name of a holiday.';
comment on column floor.calendar_exceptions.origin is
'Which program keeps the exception: floor.toml, or the application_name of another.';
comment on index floor.calendar_exceptions_are_said_once is 'Exceptions of a day.';

create table floor.shifts (
    shift_id integer generated always as identity primary key,
    line_id integer not null references floor.lines on delete restrict,
    business_date date not null,
    shift_name text not null,
    during tstzrange not null,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint shifts_happen_once_a_day unique (line_id, business_date, shift_name),
    constraint shifts_are_bounded check (
        isfinite(lower(during)) and isfinite(upper(during))
        and lower_inc(during) and not upper_inc(during)
    ),
    -- one line as a range of one number: no extension is needed to compare it in GiST
    constraint shifts_of_a_line_do_not_overlap exclude using gist (
        int4range(line_id, line_id, '[]') with =, during with &&
    )
);
create unique index shifts_by_beginning on floor.shifts (line_id, lower(during));
create index shifts_by_date on floor.shifts (business_date);
comment on table floor.shifts is
'Shifts as worked, in absolute time, so that nights with a clock change have 7 or 9 hours. One row '
'per line and shift. Planned ahead by floor.plan_shifts(); rows of another origin are left alone.';
comment on column floor.shifts.shift_id is 'Internal key; never changes while the shift exists.';
comment on column floor.shifts.line_id is 'The line.';
comment on column floor.shifts.business_date is
'Local date the shift belongs to: the day it begins. All of a night shift belongs to the evening.';
comment on column floor.shifts.shift_name is 'Name, for example N.';
comment on column floor.shifts.during is 'From when to when, half open.';
comment on column floor.shifts.origin is
'plan: kept by floor.plan_shifts(); else the program that wrote it.';
comment on index floor.shifts_happen_once_a_day is 'A shift by its name and day.';
comment on index floor.shifts_of_a_line_do_not_overlap is
'Two shifts of one line cannot overlap; also finds the shifts of a line and period.';
comment on index floor.shifts_by_beginning is 'The shift of a line at an instant.';
comment on index floor.shifts_by_date is 'Shifts of a business date.';

create table floor.planned_stops (
    planned_stop_id integer generated always as identity primary key,
    line_id integer not null references floor.lines on delete restrict,
    machine_id integer references floor.machines on delete restrict,
    during tstzrange not null,
    stop_name text not null,
    shift_id integer references floor.shifts on delete cascade,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint planned_stops_name_is_not_blank check (btrim(stop_name) <> ''),
    constraint planned_stops_are_bounded check (
        isfinite(lower(during)) and isfinite(upper(during))
        and lower_inc(during) and not upper_inc(during)
    )
);
create index planned_stops_of_line on floor.planned_stops using gist (
    int4range(line_id, line_id, '[]'), during
);
create index planned_stops_of_shift on floor.planned_stops (shift_id);
comment on table floor.planned_stops is
'Time within a shift in which nothing is to be made: breaks, which floor.plan_shifts() plans, and '
'maintenance, trials or meetings written by anyone. They may overlap. One row per line or machine '
'and stop.';
comment on column floor.planned_stops.planned_stop_id is 'Internal key.';
comment on column floor.planned_stops.line_id is 'The line.';
comment on column floor.planned_stops.machine_id is 'The machine; null: all of the line.';
comment on column floor.planned_stops.during is 'From when to when, half open.';
comment on column floor.planned_stops.stop_name is 'Name, for example Lunch.';
comment on column floor.planned_stops.shift_id is
'The shift whose break it is; null where it was written by hand.';
comment on column floor.planned_stops.origin is
'plan: kept by floor.plan_shifts(); else the program that wrote it.';
comment on index floor.planned_stops_of_line is 'Planned stops of a line and period.';
comment on index floor.planned_stops_of_shift is 'Breaks of a shift.';

-- What counts as what -------------------------------------------------------------------------

create table floor.kpi_policies (
    policy_name text primary key,
    is_default boolean not null default false,
    planned_stops_count_as text not null default 'outside',
    planned_downs_count_as text not null default 'outside',
    setup_counts_as text not null default 'loss',
    unknown_counts_as text not null default 'loss',
    minor_stops_count_as text not null default 'performance',
    no_pieces_count_as text not null default 'unknown',
    performance_is_capped boolean not null default false,
    description text not null default '',
    constraint kpi_policies_planned_stops_are_known check (
        planned_stops_count_as in ('outside', 'loss')
    ),
    constraint kpi_policies_planned_downs_are_known check (
        planned_downs_count_as in ('outside', 'loss')
    ),
    constraint kpi_policies_setup_is_known check (setup_counts_as in ('outside', 'loss')),
    constraint kpi_policies_unknown_is_known check (
        unknown_counts_as in ('outside', 'loss', 'run')
    ),
    constraint kpi_policies_minor_stops_are_known check (
        minor_stops_count_as in ('performance', 'availability')
    ),
    constraint kpi_policies_no_pieces_is_known check (no_pieces_count_as in ('unknown', 'zero'))
);
create unique index kpi_policies_have_one_default on floor.kpi_policies (is_default)
where is_default;
comment on table floor.kpi_policies is
'What counts as planned, run or loss. One row per policy; all gold views use the default one, and '
'gold.oee_policies shows all side by side over the same ledger.';
comment on column floor.kpi_policies.policy_name is 'Name of the policy.';
comment on column floor.kpi_policies.is_default is 'Whether gold views use it; true in one row.';
comment on column floor.kpi_policies.planned_stops_count_as is
'Breaks and other planned stops of the calendar: outside planned time, or a loss within it.';
comment on column floor.kpi_policies.planned_downs_count_as is
'Stops whose reason is planned: outside planned time, or a loss within it.';
comment on column floor.kpi_policies.setup_counts_as is
'Setup and changeover: a loss (the usual), or outside planned time.';
comment on column floor.kpi_policies.unknown_counts_as is
'Planned time without data: a loss of availability, outside planned time, or run.';
comment on column floor.kpi_policies.minor_stops_count_as is
'Stops shorter than the machine''s limit: a loss of performance (the usual), or of availability.';
comment on column floor.kpi_policies.no_pieces_count_as is
'OEE of planned time without any piece: unknown (null), or zero.';
comment on column floor.kpi_policies.performance_is_capped is
'Whether performance above 1 is cut to 1. Not by default: it hides a wrong ideal cycle.';
comment on column floor.kpi_policies.description is 'Whose practice it is, and why.';
comment on index floor.kpi_policies_have_one_default is 'There is one default policy.';

insert into floor.kpi_policies (policy_name, is_default, description) values
('standard', true, 'Breaks outside planned time, changeovers inside (TPM); unknown is a loss.');
insert into floor.kpi_policies (
    policy_name, planned_stops_count_as, planned_downs_count_as, description
) values
('everything counts', 'loss', 'loss', 'All shift time is planned time (the SMRP base).');
insert into floor.kpi_policies (policy_name, unknown_counts_as, setup_counts_as, description) values
('known production only', 'outside', 'outside', 'Leaves out time without data, and changeovers.');

-- Sums: everything gold adds up -------------------------------------------------------------------

create table floor.oee_slices (
    machine_id integer not null references floor.machines on delete restrict,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    shift_id integer references floor.shifts on delete cascade,
    business_date date not null,
    product_id integer references floor.products on delete restrict,
    elapsed_s double precision not null,
    unscheduled_s double precision not null,
    planned_stop_s double precision not null,
    planned_down_s double precision not null,
    operational_s double precision not null,
    warning_s double precision not null,
    minor_stop_s double precision not null,
    setup_s double precision not null,
    breakdown_s double precision not null,
    unknown_s double precision not null,
    capacity_pcs double precision not null,
    good_pcs bigint not null,
    scrap_pcs bigint not null,
    startup_scrap_pcs bigint not null,
    uncycled_pcs bigint not null,
    ideal_s double precision not null,
    ideal_good_s double precision not null,
    ideal_startup_scrap_s double precision not null,
    failures integer not null,
    minor_stops integer not null,
    status_changes integer not null,
    constraint oee_slices_are_told_apart unique nulls not distinct (
        machine_id, starts_at, product_id
    )
) with (fillfactor = 70);
create index oee_slices_of_shift on floor.oee_slices (shift_id, machine_id);
create index oee_slices_by_date on floor.oee_slices (business_date, machine_id);
create index oee_slices_by_time on floor.oee_slices (starts_at);
comment on table floor.oee_slices is
'What every indicator is a sum of: seconds by bucket, pieces, ideal seconds. One row per machine, '
'shift, clock hour and product; time outside all shifts has rows without a shift. Kept by '
'floor.refresh_oee() and always equal to floor.slices_over(). Do not write here.';
comment on column floor.oee_slices.machine_id is 'The machine.';
comment on column floor.oee_slices.starts_at is
'Beginning of the slice: a local clock hour, or the beginning or end of a shift within it.';
comment on column floor.oee_slices.ends_at is
'End of the slice, half open; ahead of now while the slice is open.';
comment on column floor.oee_slices.shift_id is 'The shift; null outside all shifts.';
comment on column floor.oee_slices.business_date is
'Local date the shift belongs to; outside all shifts the local date of the slice.';
comment on column floor.oee_slices.product_id is
'What the machine was set up for, and for pieces of another product that one; null: nothing known.';
comment on column floor.oee_slices.elapsed_s is
'Seconds of the slice that have passed: always the sum of the nine buckets that follow.';
comment on column floor.oee_slices.unscheduled_s is 'Seconds outside all shifts.';
comment on column floor.oee_slices.planned_stop_s is
'Seconds of a shift in a planned stop of the calendar, whatever the machine did.';
comment on column floor.oee_slices.planned_down_s is
'Seconds down for a reason that is planned.';
comment on column floor.oee_slices.operational_s is 'Seconds operational.';
comment on column floor.oee_slices.warning_s is 'Seconds running with a warning.';
comment on column floor.oee_slices.minor_stop_s is
'Seconds down in stops shorter than the machine''s limit, or for a reason of loss 3 or 4.';
comment on column floor.oee_slices.setup_s is 'Seconds down for a reason of setup.';
comment on column floor.oee_slices.breakdown_s is
'Seconds down for any other reason, or for none.';
comment on column floor.oee_slices.unknown_s is
'Seconds without data: status no_data, or before the first event.';
comment on column floor.oee_slices.capacity_pcs is
'Pieces that the seconds outside planned stops allow at the ideal cycle; 0 where it is unknown.';
comment on column floor.oee_slices.good_pcs is 'Good pieces.';
comment on column floor.oee_slices.scrap_pcs is 'Rejected pieces.';
comment on column floor.oee_slices.startup_scrap_pcs is
'Of the rejected pieces, those rejected for a start-up reason.';
comment on column floor.oee_slices.uncycled_pcs is
'Pieces made within shifts without a known ideal cycle: they are missing in the ideal seconds.';
comment on column floor.oee_slices.ideal_s is
'Seconds all pieces made within shifts would have taken at the ideal cycle.';
comment on column floor.oee_slices.ideal_good_s is
'Seconds the good pieces among them would have taken.';
comment on column floor.oee_slices.ideal_startup_scrap_s is
'Seconds the pieces rejected at start-up would have taken.';
comment on column floor.oee_slices.failures is
'Stops counted as breakdown that began in the slice, in its breaks too; 0 outside shifts.';
comment on column floor.oee_slices.minor_stops is
'Minor stops that began in the slice, in its breaks too; 0 outside shifts.';
comment on column floor.oee_slices.status_changes is
'Times the machine came into another status in the slice.';
comment on index floor.oee_slices_are_told_apart is 'A slice by all that tells it from others.';
comment on index floor.oee_slices_of_shift is 'Slices of a shift.';
comment on index floor.oee_slices_by_date is 'Slices of a business date.';
comment on index floor.oee_slices_by_time is 'Slices of any period.';

create table floor.oee_stops (
    machine_id integer not null references floor.machines on delete restrict,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    slice_starts_at timestamptz not null,
    stop_started_at timestamptz not null,
    shift_id integer references floor.shifts on delete cascade,
    business_date date not null,
    product_id integer references floor.products on delete restrict,
    reason_id integer references floor.reasons on delete restrict,
    bucket text not null,
    primary key (machine_id, starts_at)
);
create index oee_stops_of_shift on floor.oee_stops (shift_id, machine_id);
create index oee_stops_by_date on floor.oee_stops (business_date, machine_id);
comment on table floor.oee_stops is
'Stops within shifts, cut where slices and buckets are cut, so that they add up to the seconds of '
'floor.oee_slices. One row per machine and stretch of a stop. Kept by floor.refresh_oee(). Do not '
'write here.';
comment on column floor.oee_stops.machine_id is 'The machine.';
comment on column floor.oee_stops.starts_at is 'Beginning of the stretch.';
comment on column floor.oee_stops.ends_at is 'End of the stretch, half open; now while it lasts.';
comment on column floor.oee_stops.slice_starts_at is 'Beginning of the slice it lies in.';
comment on column floor.oee_stops.stop_started_at is
'When the machine went down: tells which stretches are one stop.';
comment on column floor.oee_stops.shift_id is 'The shift.';
comment on column floor.oee_stops.business_date is 'Local date the shift belongs to.';
comment on column floor.oee_stops.product_id is 'What the machine was set up for.';
comment on column floor.oee_stops.reason_id is 'Why; null where nobody said.';
comment on column floor.oee_stops.bucket is
'breakdown, setup, minor_stop or planned_down, as in floor.oee_slices.';
comment on index floor.oee_stops_of_shift is 'Stops of a shift.';
comment on index floor.oee_stops_by_date is 'Stops of a business date.';

create table floor.oee_dirty (
    machine_id integer not null references floor.machines on delete cascade,
    fact text not null default 'period',
    from_at timestamptz not null,
    to_at timestamptz not null,
    noted_at timestamptz not null default clock_timestamp(),
    constraint oee_dirty_fact_is_known check (fact in ('status', 'job', 'pieces', 'period'))
);
comment on table floor.oee_dirty is
'Periods whose slices no longer follow from the facts: work for floor.refresh_oee(). One row per '
'machine and change; written by triggers.';
comment on column floor.oee_dirty.machine_id is 'The machine.';
comment on column floor.oee_dirty.fact is
'What changed, which tells how far it reaches: status (to the end of the stops it touches), job '
'(to '
'the next job), pieces or period (no further).';
comment on column floor.oee_dirty.from_at is 'First instant that changed; may be -infinity.';
comment on column floor.oee_dirty.to_at is 'Last instant that changed; may be infinity.';
comment on column floor.oee_dirty.noted_at is 'When it was noted.';

create table floor.oee_progress (
    is_only_row boolean primary key default true check (is_only_row),
    refreshed_to timestamptz not null default '-infinity'
);
insert into floor.oee_progress default values;
comment on table floor.oee_progress is 'How far the sums go. One row, always.';
comment on column floor.oee_progress.is_only_row is 'Always true: holds the table to one row.';
comment on column floor.oee_progress.refreshed_to is
'The slices hold all seconds up to this instant: "now" of the last floor.refresh_oee().';

create table floor.oee_revisions (
    line_id integer primary key references floor.lines on delete cascade,
    revision bigint not null default 0,
    revised_at timestamptz not null default clock_timestamp()
) with (fillfactor = 50);
comment on table floor.oee_revisions is
'Counts how often facts behind the sums of a line changed, so that an open report knows that it '
'must ask again. One row per line.';
comment on column floor.oee_revisions.line_id is 'The line.';
comment on column floor.oee_revisions.revision is
'Grows with every refresh that had a change to take in.';
comment on column floor.oee_revisions.revised_at is 'When it last grew.';

-- Writing from outside exactly once ------------------------------------------------------------

create table floor.submissions (
    idempotency_key text primary key,
    request_hash text not null,
    answer jsonb not null,
    received_at timestamptz not null default clock_timestamp(),
    received_from text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    constraint submissions_key_is_not_blank check (btrim(idempotency_key) <> '')
);
comment on table floor.submissions is
'What programs sent with an idempotency key, so that sending it again adds nothing. One row per '
'key.';
comment on column floor.submissions.idempotency_key is 'Key the sender chose.';
comment on column floor.submissions.request_hash is
'SHA-256 of what was sent: the same key with other content is refused.';
comment on column floor.submissions.answer is 'What was answered, and is answered again.';
comment on column floor.submissions.received_at is 'When it came first.';
comment on column floor.submissions.received_from is 'Who sent it.';
