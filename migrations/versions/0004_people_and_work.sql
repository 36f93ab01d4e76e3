-- People and work: who may do what, work orders, reasons owed, and an audit that stays.
create schema access;
comment on schema access is
'How people and programs prove who they are: passwords, sessions, tokens. Read by the server '
'before it knows who asks, and by nobody else.';

-- Who may do what ---------------------------------------------------------------------------

create table floor.person_roles (
    person_role_id integer generated always as identity primary key,
    person_id integer not null references floor.people on delete cascade,
    role text not null,
    plant_id integer references floor.plants on delete cascade,
    line_id integer references floor.lines on delete cascade,
    granted_at timestamptz not null default clock_timestamp(),
    granted_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    constraint person_roles_role_is_known check (
        role in ('viewer', 'operator', 'maintenance', 'supervisor', 'engineer')
    ),
    constraint person_roles_are_for_a_plant_or_a_line check (plant_id is null or line_id is null),
    constraint person_roles_are_granted_once unique nulls not distinct (
        person_id, role, plant_id, line_id
    )
);
comment on table floor.person_roles is
'What a person is, and where. One row per person, role and place; what a role may do is in '
'floor.permissions. A person without a row sees nothing.';
comment on column floor.person_roles.person_role_id is 'Internal key.';
comment on column floor.person_roles.person_id is 'The person.';
comment on column floor.person_roles.role is
'viewer, operator, maintenance, supervisor or engineer.';
comment on column floor.person_roles.plant_id is
'Holds on all lines of this plant; null: see line_id.';
comment on column floor.person_roles.line_id is
'Holds on this line; null with a null plant_id: holds everywhere.';
comment on column floor.person_roles.granted_at is 'When it was granted.';
comment on column floor.person_roles.granted_by is
'Who granted it: the person set for the transaction, else the database user.';
comment on index floor.person_roles_are_granted_once is 'The roles of a person, each once a place.';

insert into floor.person_roles (person_id, role)
select
    people.person_id,
    people.role
from floor.people;
alter table floor.people drop column role;

create table access.passwords (
    person_id integer primary key references floor.people on delete cascade,
    password_hash text not null,
    changed_at timestamptz not null default clock_timestamp(),
    constraint passwords_are_hashed check (password_hash like '$argon2%')
);
comment on table access.passwords is 'Passwords, as hashes. One row per person who has one.';
comment on column access.passwords.person_id is 'The person.';
comment on column access.passwords.password_hash is 'Argon2 hash with its parameters and salt.';
comment on column access.passwords.changed_at is 'When it was set.';

create table access.sessions (
    session_id integer generated always as identity primary key,
    token_hash bytea not null unique,
    person_id integer not null references floor.people on delete cascade,
    mode text not null,
    started_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    address text,
    agent text,
    constraint sessions_mode_is_known check (mode in ('local', 'password', 'oidc'))
);
create index sessions_of_person on access.sessions (person_id);
comment on table access.sessions is
'Browsers that are logged in. One row per login; the cookie holds a secret whose SHA-256 is here.';
comment on column access.sessions.session_id is 'Internal key, by which a session is revoked.';
comment on column access.sessions.token_hash is 'SHA-256 of the secret in the cookie.';
comment on column access.sessions.person_id is 'Who is logged in.';
comment on column access.sessions.mode is
'How the person proved it: local (chosen on this machine), password or oidc.';
comment on column access.sessions.started_at is 'When the person logged in.';
comment on column access.sessions.seen_at is 'When it was last used, to the minute.';
comment on column access.sessions.expires_at is 'When it ends by itself.';
comment on column access.sessions.revoked_at is 'When it was ended early; null while it holds.';
comment on column access.sessions.address is 'Network address it was begun from.';
comment on column access.sessions.agent is 'What the browser calls itself.';
comment on index access.sessions_of_person is 'Sessions of one person.';

create table access.login_attempts (
    attempt_id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    email text not null,
    address text,
    was_accepted boolean not null
);
create index login_attempts_by_email on access.login_attempts (lower(email), at);
create index login_attempts_by_address on access.login_attempts (address, at);
comment on table access.login_attempts is
'Attempts to log in with a password: too many that fail lock out for a while. One row per attempt; '
'forgotten after 30 days.';
comment on column access.login_attempts.attempt_id is 'Internal key.';
comment on column access.login_attempts.at is 'When.';
comment on column access.login_attempts.email is
'Address that was typed, of a person or of nobody.';
comment on column access.login_attempts.address is 'Network address it came from.';
comment on column access.login_attempts.was_accepted is 'Whether the password was right.';
comment on index access.login_attempts_by_email is 'Attempts for one address of a person.';
comment on index access.login_attempts_by_address is 'Attempts from one network address.';

create table access.oidc_logins (
    state_hash bytea primary key,
    nonce text not null,
    code_verifier text not null,
    next_path text not null,
    started_at timestamptz not null default clock_timestamp()
);
comment on table access.oidc_logins is
'Logins that are under way at an OpenID provider. One row per login; used once, and worthless '
'after 10 minutes.';
comment on column access.oidc_logins.state_hash is
'SHA-256 of the state, which the browser that began keeps in a cookie.';
comment on column access.oidc_logins.nonce is 'What the identity token must repeat.';
comment on column access.oidc_logins.code_verifier is 'Proof key for the code exchange (PKCE).';
comment on column access.oidc_logins.next_path is 'The page to open in the end.';
comment on column access.oidc_logins.started_at is 'When it began.';

create table access.api_tokens (
    token_id integer generated always as identity primary key,
    token_hash bytea not null unique,
    person_id integer not null references floor.people on delete cascade,
    token_name text not null,
    scopes text[],
    created_at timestamptz not null default clock_timestamp(),
    created_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    expires_at timestamptz,
    used_at timestamptz,
    revoked_at timestamptz,
    constraint api_tokens_name_is_not_blank check (btrim(token_name) <> '')
);
create index api_tokens_of_person on access.api_tokens (person_id);
comment on table access.api_tokens is
'Keys for programs, each acting for a person. One row per token; the token itself is shown once '
'and kept nowhere.';
comment on column access.api_tokens.token_id is 'Internal key, by which a token is revoked.';
comment on column access.api_tokens.token_hash is 'SHA-256 of the token.';
comment on column access.api_tokens.person_id is 'Whom the program acts for.';
comment on column access.api_tokens.token_name is 'What it is for, for example ERP.';
comment on column access.api_tokens.scopes is
'Actions of floor.permissions it may do, of those its person may; null: all of them.';
comment on column access.api_tokens.created_at is 'When it was made.';
comment on column access.api_tokens.created_by is 'Who made it.';
comment on column access.api_tokens.expires_at is 'When it ends by itself; null: never.';
comment on column access.api_tokens.used_at is 'When it was last used, to the minute.';
comment on column access.api_tokens.revoked_at is 'When it was ended; null while it holds.';
comment on index access.api_tokens_of_person is 'Tokens of one person.';

-- Who does the work -------------------------------------------------------------------------

create table floor.employees (
    employee_id integer generated always as identity primary key,
    employee_name text not null,
    trade text not null default '',
    plant_id integer references floor.plants on delete restrict,
    person_id integer unique references floor.people on delete set null,
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    retired_at timestamptz,
    constraint employees_name_is_not_blank check (btrim(employee_name) <> '')
);
create unique index employees_name_ignoring_case on floor.employees (lower(employee_name));
comment on table floor.employees is
'Who work orders are given to, with or without a login. One row per employee.';
comment on column floor.employees.employee_id is 'Internal key.';
comment on column floor.employees.employee_name is 'Name on pages; unique, ignoring case.';
comment on column floor.employees.trade is 'What the employee does, for example Electrician.';
comment on column floor.employees.plant_id is 'Where the employee works; null: everywhere.';
comment on column floor.employees.person_id is 'The login of the employee; null without one.';
comment on column floor.employees.origin is 'Which program keeps the employee.';
comment on column floor.employees.retired_at is 'When the employee left; null while employed.';
comment on index floor.employees_name_ignoring_case is 'An employee is found by the name.';

-- When work orders open by themselves -------------------------------------------------------

create table floor.work_order_rules (
    rule_id integer generated always as identity primary key,
    rule_name text not null,
    machine_id integer references floor.machines on delete cascade,
    machine_type text references floor.machine_types on delete cascade,
    line_id integer references floor.lines on delete cascade,
    reason_id integer references floor.reasons on delete cascade,
    down_longer_than_s integer not null default 0,
    title text not null,
    priority text not null default 'high',
    due_within_s integer,
    assignee_id integer references floor.employees on delete set null,
    is_enabled boolean not null default true,
    armed_at timestamptz not null default clock_timestamp(),
    constraint work_order_rules_name_is_not_blank check (btrim(rule_name) <> ''),
    constraint work_order_rules_title_is_not_blank check (btrim(title) <> ''),
    constraint work_order_rules_wait_is_not_negative check (down_longer_than_s >= 0),
    constraint work_order_rules_due_is_positive check (due_within_s > 0),
    constraint work_order_rules_priority_is_known check (
        priority in ('low', 'normal', 'high', 'urgent')
    )
);
create unique index work_order_rules_name_ignoring_case on floor.work_order_rules (
    lower(rule_name)
);
comment on table floor.work_order_rules is
'When a stop opens a work order by itself. One row per rule; all its conditions must hold, and a '
'condition that is null always does.';
comment on column floor.work_order_rules.rule_id is 'Internal key.';
comment on column floor.work_order_rules.rule_name is 'Name; unique, ignoring case.';
comment on column floor.work_order_rules.machine_id is 'The machine that stops; null: any.';
comment on column floor.work_order_rules.machine_type is 'Its kind; null: any.';
comment on column floor.work_order_rules.line_id is 'Its line; null: any.';
comment on column floor.work_order_rules.reason_id is
'The reason given for the stop, or one above it in the tree; null: any, or none.';
comment on column floor.work_order_rules.down_longer_than_s is
'For at least so many seconds the machine must be down.';
comment on column floor.work_order_rules.title is
'Title of the order; {machine} and {reason} are filled in.';
comment on column floor.work_order_rules.priority is 'Priority of the order.';
comment on column floor.work_order_rules.due_within_s is
'Seconds until the order is due; null: it has no due date.';
comment on column floor.work_order_rules.assignee_id is 'Who gets the order; null: nobody yet.';
comment on column floor.work_order_rules.is_enabled is 'Whether the rule is armed.';
comment on column floor.work_order_rules.armed_at is
'Stops that began earlier are left alone: a new rule does not flood the board.';
comment on index floor.work_order_rules_name_ignoring_case is 'A rule is found by its name.';

create table floor.maintenance_plans (
    plan_id integer generated always as identity primary key,
    plan_name text not null,
    machine_id integer not null references floor.machines on delete restrict,
    every_days integer,
    every_running_h numeric,
    every_pcs bigint,
    starts_at timestamptz not null default clock_timestamp(),
    open_ahead_days integer not null default 0,
    title text not null,
    description text not null default '',
    priority text not null default 'normal',
    tasks text[] not null default '{}',
    assignee_id integer references floor.employees on delete set null,
    is_enabled boolean not null default true,
    constraint maintenance_plans_name_is_not_blank check (btrim(plan_name) <> ''),
    constraint maintenance_plans_title_is_not_blank check (btrim(title) <> ''),
    constraint maintenance_plans_have_an_interval check (
        num_nonnulls(every_days, every_running_h, every_pcs) >= 1
    ),
    constraint maintenance_plans_intervals_are_positive check (
        every_days > 0 and every_running_h > 0 and every_pcs > 0
    ),
    constraint maintenance_plans_open_ahead_is_not_negative check (open_ahead_days >= 0),
    constraint maintenance_plans_priority_is_known check (
        priority in ('low', 'normal', 'high', 'urgent')
    )
);
create unique index maintenance_plans_name_ignoring_case on floor.maintenance_plans (
    lower(plan_name)
);
create index maintenance_plans_of_machine on floor.maintenance_plans (machine_id);
comment on table floor.maintenance_plans is
'Preventive maintenance: what is done again and again. One row per plan and machine. Due by '
'whichever interval is used up first, counted from the end of its last order.';
comment on column floor.maintenance_plans.plan_id is 'Internal key.';
comment on column floor.maintenance_plans.plan_name is 'Name; unique, ignoring case.';
comment on column floor.maintenance_plans.machine_id is 'The machine.';
comment on column floor.maintenance_plans.every_days is
'Due after so many local days; null: not by the calendar.';
comment on column floor.maintenance_plans.every_running_h is
'Due after so many hours operational or with a warning; null: not by running time.';
comment on column floor.maintenance_plans.every_pcs is
'Due after so many pieces, good and rejected; null: not by pieces.';
comment on column floor.maintenance_plans.starts_at is
'Counted from here until its first order is done.';
comment on column floor.maintenance_plans.open_ahead_days is
'The order opens so many days before it is due by the calendar.';
comment on column floor.maintenance_plans.title is 'Title of the order.';
comment on column floor.maintenance_plans.description is 'What is to be done.';
comment on column floor.maintenance_plans.priority is 'Priority of the order.';
comment on column floor.maintenance_plans.tasks is 'Checklist of the order, in order.';
comment on column floor.maintenance_plans.assignee_id is 'Who gets the order; null: nobody yet.';
comment on column floor.maintenance_plans.is_enabled is 'Whether it opens orders.';
comment on index floor.maintenance_plans_name_ignoring_case is 'A plan is found by its name.';
comment on index floor.maintenance_plans_of_machine is 'Plans of one machine.';

-- Work orders -------------------------------------------------------------------------------

create table floor.work_orders (
    work_order_id integer generated always as identity primary key,
    machine_id integer not null references floor.machines on delete restrict,
    kind text not null default 'corrective',
    title text not null,
    description text not null default '',
    priority text not null default 'normal',
    status text not null default 'open',
    status_at timestamptz not null default clock_timestamp(),
    status_note text not null default '',
    due_at timestamptz,
    assignee_id integer references floor.employees on delete restrict,
    reported_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    stopped_at timestamptz,
    rule_id integer references floor.work_order_rules on delete set null,
    plan_id integer references floor.maintenance_plans on delete set null,
    opened_at timestamptz not null default clock_timestamp(),
    started_at timestamptz,
    done_at timestamptz,
    verified_at timestamptz,
    cancelled_at timestamptz,
    version integer not null default 1,
    changed_at timestamptz not null default clock_timestamp(),
    changed_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    source text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    constraint work_orders_kind_is_known check (
        kind in ('corrective', 'preventive', 'improvement')
    ),
    constraint work_orders_title_is_short check (
        btrim(title) <> '' and char_length(title) <= 200
    ),
    constraint work_orders_description_is_bounded check (char_length(description) <= 10000),
    constraint work_orders_note_is_bounded check (char_length(status_note) <= 2000),
    constraint work_orders_priority_is_known check (
        priority in ('low', 'normal', 'high', 'urgent')
    ),
    constraint work_orders_status_is_known check (
        status in ('open', 'assigned', 'in_progress', 'on_hold', 'done', 'verified', 'cancelled')
    ),
    constraint work_orders_have_someone_at_work check (
        status in ('open', 'cancelled') or assignee_id is not null
    )
);
create index work_orders_to_do on floor.work_orders (machine_id)
where status not in ('verified', 'cancelled');
create index work_orders_of_machine on floor.work_orders (machine_id, opened_at);
create index work_orders_of_assignee on floor.work_orders (assignee_id, status);
create index work_orders_by_opening on floor.work_orders (opened_at);
create index work_orders_by_status on floor.work_orders (status, status_at);
create unique index work_orders_one_a_stop on floor.work_orders (machine_id, stopped_at)
where status <> 'cancelled';
create unique index work_orders_one_a_plan on floor.work_orders (plan_id)
where status not in ('done', 'verified', 'cancelled');
comment on table floor.work_orders is
'Work on machines, from opening to verification. One row per order. Its steps are guarded by '
'triggers: floor.work_order_transitions lists the legal ones.';
comment on column floor.work_orders.work_order_id is 'Its number.';
comment on column floor.work_orders.machine_id is 'The machine.';
comment on column floor.work_orders.kind is 'corrective, preventive or improvement (EN 13306).';
comment on column floor.work_orders.title is 'What is the matter, in at most 200 characters.';
comment on column floor.work_orders.description is 'All that helps to do it.';
comment on column floor.work_orders.priority is 'low, normal, high or urgent.';
comment on column floor.work_orders.status is
'open, assigned, in_progress, on_hold, done, verified or cancelled.';
comment on column floor.work_orders.status_at is 'Since when it is in this status.';
comment on column floor.work_orders.status_note is
'What was said at the last step: what it waits for, what was done, why it was cancelled.';
comment on column floor.work_orders.due_at is 'When it should be done; null: no due date.';
comment on column floor.work_orders.assignee_id is 'Who does it; null: nobody yet.';
comment on column floor.work_orders.reported_by is
'Who opened it: the person set for the transaction, else the database user.';
comment on column floor.work_orders.stopped_at is
'An instant of the stop it is about, its beginning as known when it was opened; null without a '
'stop.';
comment on column floor.work_orders.rule_id is 'The rule that opened it; null without one.';
comment on column floor.work_orders.plan_id is 'The plan that opened it; null without one.';
comment on column floor.work_orders.opened_at is 'When it was opened.';
comment on column floor.work_orders.started_at is 'When work first began; null before.';
comment on column floor.work_orders.done_at is 'When work was last done; null before.';
comment on column floor.work_orders.verified_at is 'When it was verified; null before.';
comment on column floor.work_orders.cancelled_at is 'When it was cancelled; null if it was not.';
comment on column floor.work_orders.version is
'Grows with every change: send the one you read, and you cannot overwrite what you did not see.';
comment on column floor.work_orders.changed_at is 'When it last changed.';
comment on column floor.work_orders.changed_by is 'Who changed it last.';
comment on column floor.work_orders.source is 'Which program opened it.';
comment on index floor.work_orders_to_do is 'Orders of a machine that are not finished.';
comment on index floor.work_orders_of_machine is 'Orders of a machine, by time.';
comment on index floor.work_orders_of_assignee is 'Orders of an employee.';
comment on index floor.work_orders_by_opening is 'Orders of a period.';
comment on index floor.work_orders_by_status is 'Orders in a status, by time.';
comment on index floor.work_orders_one_a_stop is
'At most one order a stop, but for cancelled ones.';
comment on index floor.work_orders_one_a_plan is
'A plan opens no order while its last is not done.';

create table floor.work_order_steps (
    work_order_id integer not null references floor.work_orders on delete cascade,
    step_no integer not null,
    at timestamptz not null,
    from_status text,
    to_status text not null,
    assignee_id integer references floor.employees on delete restrict,
    note text not null default '',
    taken_by text not null,
    primary key (work_order_id, step_no)
);
comment on table floor.work_order_steps is
'The life of work orders. One row per order and change of status or assignee; written by triggers.';
comment on column floor.work_order_steps.work_order_id is 'The order.';
comment on column floor.work_order_steps.step_no is 'Which step of it, from 1.';
comment on column floor.work_order_steps.at is 'When.';
comment on column floor.work_order_steps.from_status is 'Status before; null when it was opened.';
comment on column floor.work_order_steps.to_status is 'Status after.';
comment on column floor.work_order_steps.assignee_id is 'Who had it after the step.';
comment on column floor.work_order_steps.note is 'What was said.';
comment on column floor.work_order_steps.taken_by is 'Who took the step.';

create table floor.work_order_comments (
    comment_id integer generated always as identity primary key,
    work_order_id integer not null references floor.work_orders on delete cascade,
    body text not null,
    written_at timestamptz not null default clock_timestamp(),
    written_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    constraint work_order_comments_say_something check (
        btrim(body) <> '' and char_length(body) <= 5000
    )
);
create index work_order_comments_of_order on floor.work_order_comments (work_order_id);
comment on table floor.work_order_comments is
'What people say about an order. One row per comment.';
comment on column floor.work_order_comments.comment_id is 'Internal key.';
comment on column floor.work_order_comments.work_order_id is 'The order.';
comment on column floor.work_order_comments.body is 'Plain text, at most 5,000 characters.';
comment on column floor.work_order_comments.written_at is 'When.';
comment on column floor.work_order_comments.written_by is 'Who.';
comment on index floor.work_order_comments_of_order is 'Comments on one order.';

create table floor.work_order_photos (
    photo_id integer generated always as identity primary key,
    work_order_id integer not null references floor.work_orders on delete cascade,
    file_name text not null,
    media_type text not null,
    size_bytes integer not null,
    width_px integer not null,
    height_px integer not null,
    sha256 text not null,
    content bytea,
    added_at timestamptz not null default clock_timestamp(),
    added_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    constraint work_order_photos_are_images check (
        media_type in ('image/jpeg', 'image/png', 'image/webp')
    ),
    constraint work_order_photos_are_bounded check (size_bytes between 1 and 10485760),
    constraint work_order_photos_are_whole check (octet_length(content) = size_bytes)
);
create index work_order_photos_of_order on floor.work_order_photos (work_order_id);
comment on table floor.work_order_photos is
'Pictures that belong to an order. One row per picture.';
comment on column floor.work_order_photos.photo_id is 'Internal key.';
comment on column floor.work_order_photos.work_order_id is 'The order.';
comment on column floor.work_order_photos.file_name is 'Name of the file it came as.';
comment on column floor.work_order_photos.media_type is 'image/jpeg, image/png or image/webp.';
comment on column floor.work_order_photos.size_bytes is 'Its size, at most 10 MB.';
comment on column floor.work_order_photos.width_px is 'Width in pixels.';
comment on column floor.work_order_photos.height_px is 'Height in pixels.';
comment on column floor.work_order_photos.sha256 is
'SHA-256 of the picture in hexadecimal digits; its name in the folder, where there is one.';
comment on column floor.work_order_photos.content is
'The picture; null where pictures are kept in a folder (PHOTO_FOLDER).';
comment on column floor.work_order_photos.added_at is 'When it was added.';
comment on column floor.work_order_photos.added_by is 'Who added it.';
comment on index floor.work_order_photos_of_order is 'Pictures of one order.';

create table floor.work_order_tasks (
    task_id integer generated always as identity primary key,
    work_order_id integer not null references floor.work_orders on delete cascade,
    position integer not null,
    title text not null,
    done_at timestamptz,
    done_by text,
    constraint work_order_tasks_title_is_short check (
        btrim(title) <> '' and char_length(title) <= 500
    ),
    constraint work_order_tasks_are_done_by_someone check ((done_at is null) = (done_by is null))
);
create index work_order_tasks_of_order on floor.work_order_tasks (work_order_id, position);
comment on table floor.work_order_tasks is 'The checklist of an order. One row per thing to do.';
comment on column floor.work_order_tasks.task_id is 'Internal key.';
comment on column floor.work_order_tasks.work_order_id is 'The order.';
comment on column floor.work_order_tasks.position is 'Place in the list, smallest first.';
comment on column floor.work_order_tasks.title is 'What is to be done.';
comment on column floor.work_order_tasks.done_at is 'When it was ticked off; null before.';
comment on column floor.work_order_tasks.done_by is 'Who ticked it off.';
comment on index floor.work_order_tasks_of_order is 'The checklist of one order, in order.';

create table floor.work_order_labour (
    labour_id integer generated always as identity primary key,
    work_order_id integer not null references floor.work_orders on delete cascade,
    employee_id integer not null references floor.employees on delete restrict,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    recorded_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    constraint work_order_labour_ends_after_it_starts check (ended_at > started_at)
);
create index work_order_labour_of_order on floor.work_order_labour (work_order_id);
create index work_order_labour_of_employee on floor.work_order_labour (employee_id, started_at);
create unique index work_order_labour_one_at_a_time on floor.work_order_labour (employee_id)
where ended_at is null;
comment on table floor.work_order_labour is
'Who worked on an order, and when. One row per stretch of work of one employee.';
comment on column floor.work_order_labour.labour_id is 'Internal key.';
comment on column floor.work_order_labour.work_order_id is 'The order.';
comment on column floor.work_order_labour.employee_id is 'Who worked.';
comment on column floor.work_order_labour.started_at is 'From when.';
comment on column floor.work_order_labour.ended_at is 'Until when; null while it goes on.';
comment on column floor.work_order_labour.recorded_by is 'Who wrote it down.';
comment on index floor.work_order_labour_of_order is 'Work on one order.';
comment on index floor.work_order_labour_of_employee is 'Work of one employee, by time.';
comment on index floor.work_order_labour_one_at_a_time is 'Nobody works on two orders at once.';

create table floor.parts (
    part_id integer generated always as identity primary key,
    part_number text not null,
    part_name text not null,
    unit text not null default 'pcs',
    minimum_qty numeric not null default 0,
    storage_place text not null default '',
    origin text not null default coalesce(nullif(current_setting('application_name'), ''), 'sql'),
    retired_at timestamptz,
    constraint parts_number_is_not_blank check (btrim(part_number) <> ''),
    constraint parts_name_is_not_blank check (btrim(part_name) <> ''),
    constraint parts_minimum_is_not_negative check (minimum_qty >= 0)
);
create unique index parts_number_ignoring_case on floor.parts (lower(part_number));
comment on table floor.parts is 'Spare parts. One row per part; its stock is the sum of its moves.';
comment on column floor.parts.part_id is 'Internal key.';
comment on column floor.parts.part_number is 'Part number; unique, ignoring case.';
comment on column floor.parts.part_name is 'What it is.';
comment on column floor.parts.unit is 'What is counted: pcs, m, l.';
comment on column floor.parts.minimum_qty is 'Stock below this is shown as short, in units.';
comment on column floor.parts.storage_place is 'Where it lies.';
comment on column floor.parts.origin is 'Which program keeps the part.';
comment on column floor.parts.retired_at is 'When it was last used; null while in use.';
comment on index floor.parts_number_ignoring_case is 'A part is found by its number.';

create table floor.part_moves (
    move_id bigint generated always as identity primary key,
    part_id integer not null references floor.parts on delete restrict,
    quantity numeric not null,
    work_order_id integer references floor.work_orders on delete restrict,
    note text not null default '',
    moved_at timestamptz not null default clock_timestamp(),
    moved_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    constraint part_moves_move_something check (quantity <> 0 and quantity between -1e9 and 1e9)
);
create index part_moves_of_part on floor.part_moves (part_id);
create index part_moves_of_order on floor.part_moves (work_order_id);
comment on table floor.part_moves is
'Parts that came into stock or went out of it. One row per move; stock never falls below zero.';
comment on column floor.part_moves.move_id is 'Internal key.';
comment on column floor.part_moves.part_id is 'The part.';
comment on column floor.part_moves.quantity is
'Into stock (positive) or out of it (negative), in units of the part.';
comment on column floor.part_moves.work_order_id is
'The order that used it, or gave it back; null: a delivery or a count.';
comment on column floor.part_moves.note is 'Why.';
comment on column floor.part_moves.moved_at is 'When.';
comment on column floor.part_moves.moved_by is 'Who.';
comment on index floor.part_moves_of_part is 'Moves of one part.';
comment on index floor.part_moves_of_order is 'Parts one order used.';

-- Reasons owed ------------------------------------------------------------------------------

alter table floor.lines add column unexplained_after_s integer not null default 300
constraint lines_unexplained_after_is_positive check (unexplained_after_s > 0);
comment on column floor.lines.unexplained_after_s is
'A stop longer than so many seconds owes a reason: it is shown until somebody gives one.';

-- The audit ---------------------------------------------------------------------------------

create table floor.audit_log (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    xid xid8 not null default pg_current_xact_id(),
    person text,
    database_user text not null default session_user,
    program text not null,
    table_name text not null,
    row_key text not null,
    action text not null,
    before jsonb,
    after jsonb,
    constraint audit_log_action_is_known check (
        action in ('insert', 'update', 'delete', 'truncate')
    )
);
create index audit_log_by_time on floor.audit_log (at);
create index audit_log_of_row on floor.audit_log (table_name, row_key);
create index audit_log_of_person on floor.audit_log (person, at);
comment on table floor.audit_log is
'Every change a person made, or could have made. One row per changed row; written by triggers, and '
'changed by nobody: only floor.forget_audit() takes the oldest away.';
comment on column floor.audit_log.audit_id is 'Internal key, in order of writing.';
comment on column floor.audit_log.at is 'When, by this server''s clock.';
comment on column floor.audit_log.xid is 'The transaction: rows that changed together.';
comment on column floor.audit_log.person is
'Who: the person set for the transaction (floor.person); null for a program or a database user.';
comment on column floor.audit_log.database_user is 'The database user that was logged in.';
comment on column floor.audit_log.program is
'Through which program: floor.program of the transaction, else the application_name.';
comment on column floor.audit_log.table_name is 'Table of the row, with its schema.';
comment on column floor.audit_log.row_key is
'Primary key of the row as text; several columns with blanks between. Empty for a truncate.';
comment on column floor.audit_log.action is 'insert, update, delete or truncate.';
comment on column floor.audit_log.before is
'The row before, secrets and pictures left out; null for an insert.';
comment on column floor.audit_log.after is
'The row after, secrets and pictures left out; null for a delete.';
comment on index floor.audit_log_by_time is 'Changes of a period.';
comment on index floor.audit_log_of_row is 'The story of one row.';
comment on index floor.audit_log_of_person is 'What one person did.';

create table floor.audit_chain (
    link_no bigint primary key,
    audit_id bigint not null unique,
    hash bytea not null
);
comment on table floor.audit_chain is
'Seals the audit log: each link is the SHA-256 of the link before and of its row, so that no row '
'can be changed, added or taken away unnoticed. One row per row of the log; written when its '
'transaction commits.';
comment on column floor.audit_chain.link_no is 'Place in the chain, without gaps.';
comment on column floor.audit_chain.audit_id is 'The row it seals.';
comment on column floor.audit_chain.hash is
'SHA-256 of the hash before and the content of the row.';

create table floor.audit_head (
    is_only_row boolean primary key default true check (is_only_row),
    link_no bigint not null default 0,
    hash bytea not null default '',
    first_link_no bigint not null default 1,
    first_hash bytea not null default ''
) with (fillfactor = 50);
insert into floor.audit_head default values;
comment on table floor.audit_head is
'Both ends of the audit chain. One row, always; locked by each commit that adds a link.';
comment on column floor.audit_head.is_only_row is 'Always true: holds the table to one row.';
comment on column floor.audit_head.link_no is 'The newest link.';
comment on column floor.audit_head.hash is 'Its hash: keep it elsewhere to notice a cut-off end.';
comment on column floor.audit_head.first_link_no is 'The oldest link that is still kept.';
comment on column floor.audit_head.first_hash is
'Hash of the link before that; empty at the start.';

create table floor.audit_retention (
    is_only_row boolean primary key default true check (is_only_row),
    keep_days integer not null default 3650,
    constraint audit_retention_is_positive check (keep_days > 0)
);
insert into floor.audit_retention default values;
comment on table floor.audit_retention is 'How long the audit is kept. One row, always.';
comment on column floor.audit_retention.is_only_row is 'Always true: holds the table to one row.';
comment on column floor.audit_retention.keep_days is 'Days; older rows are taken away once a day.';

-- Stops as people put them right ------------------------------------------------------------

create table floor.stop_edits (
    stop_edit_id bigint generated always as identity primary key,
    machine_id integer not null references floor.machines on delete cascade,
    kind text not null,
    from_at timestamptz not null,
    to_at timestamptz not null,
    edited_at timestamptz not null default clock_timestamp(),
    edited_by text not null
    default coalesce(nullif(current_setting('floor.person', true), ''), session_user),
    constraint stop_edits_kind_is_known check (kind in ('reason', 'times')),
    constraint stop_edits_end_after_they_begin check (from_at <= to_at)
);
create index stop_edits_of_machine on floor.stop_edits (machine_id, to_at);
comment on table floor.stop_edits is
'Where people put stops right: what is derived from samples leaves these stretches to them. One '
'row per edit; written by floor.explain_stop() and its neighbours.';
comment on column floor.stop_edits.stop_edit_id is 'Internal key, in order of writing.';
comment on column floor.stop_edits.machine_id is 'The machine.';
comment on column floor.stop_edits.kind is
'reason: why it was down here is for people to say; times: so are its states.';
comment on column floor.stop_edits.from_at is 'First instant of the stretch.';
comment on column floor.stop_edits.to_at is
'Last instant of the stretch; of a stop that lasted, when it was edited.';
comment on column floor.stop_edits.edited_at is 'When.';
comment on column floor.stop_edits.edited_by is
'Who: the person set for the transaction, else the database user.';
comment on index floor.stop_edits_of_machine is 'Edits of a machine that reach up to an instant.';
