-- What a card of a work order shows: topic "work_orders" of the change feed, and the rows of its
-- API. Held to what the person who asks may see.
-- Grain: one row per work order.
create view floor.work_order_live with (security_invoker = true) as
select
    work_orders.work_order_id,
    machines.machine_name,
    machines.short_name,
    lines.line_name as line,
    plants.plant_name as plant,
    work_orders.kind,
    work_orders.title,
    work_orders.priority,
    work_orders.status,
    work_orders.status_at,
    work_orders.status_note,
    work_orders.due_at,
    work_orders.assignee_id,
    assignees.employee_name as assignee,
    floor.employee_email(work_orders.assignee_id) as assignee_email,
    work_orders.reported_by,
    floor.person_name(work_orders.reported_by) as reporter,
    work_orders.stopped_at,
    stops.ended_at as stop_ended_at,
    stops.started_at is not null and stops.ended_at is null as is_stop_open,
    maintenance_plans.plan_name as plan,
    work_order_rules.rule_name as rule,
    work_orders.opened_at,
    work_orders.started_at,
    work_orders.done_at,
    work_orders.verified_at,
    work_orders.cancelled_at,
    tasks.tasks,
    tasks.tasks_done,
    (
        select count(*)::integer from floor.work_order_comments as comments
        where comments.work_order_id = work_orders.work_order_id
    ) as comments,
    (
        select count(*)::integer from floor.work_order_photos as photos
        where photos.work_order_id = work_orders.work_order_id
    ) as photos,
    (
        select coalesce(json_agg(employees.employee_name order by labour.started_at), '[]')
        from floor.work_order_labour as labour
        inner join floor.employees on labour.employee_id = employees.employee_id
        where labour.work_order_id = work_orders.work_order_id and labour.ended_at is null
    ) as workers,
    work_orders.version,
    work_orders.changed_at,
    floor.person_name(work_orders.changed_by) as changed_by
from floor.work_orders
inner join floor.machines on work_orders.machine_id = machines.machine_id
inner join floor.lines on machines.line_id = lines.line_id
inner join floor.plants on lines.plant_id = plants.plant_id
left join floor.employees as assignees on work_orders.assignee_id = assignees.employee_id
left join floor.maintenance_plans on work_orders.plan_id = maintenance_plans.plan_id
left join floor.work_order_rules on work_orders.rule_id = work_order_rules.rule_id
left join lateral floor.stop_at(work_orders.machine_id, work_orders.stopped_at) as stops on true
cross join lateral (
    select
        count(*)::integer as tasks,
        count(work_order_tasks.done_at)::integer as tasks_done
    from floor.work_order_tasks
    where work_order_tasks.work_order_id = work_orders.work_order_id
) as tasks;

comment on view floor.work_order_live is
'What a card of a work order shows; rows of the topic work_orders. One row per work order that the '
'person who asks may see.';
comment on column floor.work_order_live.work_order_id is
'Its number; as text the key of the topic.';
comment on column floor.work_order_live.machine_name is 'The machine.';
comment on column floor.work_order_live.short_name is 'Name of the machine that fits a tile.';
comment on column floor.work_order_live.line is 'Line of the machine.';
comment on column floor.work_order_live.plant is 'Plant of the line.';
comment on column floor.work_order_live.kind is 'corrective, preventive or improvement.';
comment on column floor.work_order_live.title is 'What is the matter.';
comment on column floor.work_order_live.priority is 'low, normal, high or urgent.';
comment on column floor.work_order_live.status is
'open, assigned, in_progress, on_hold, done, verified or cancelled.';
comment on column floor.work_order_live.status_at is 'Since when it is in this status.';
comment on column floor.work_order_live.status_note is 'What was said at the last step.';
comment on column floor.work_order_live.due_at is 'When it should be done; null: no due date.';
comment on column floor.work_order_live.assignee_id is 'Who does it; null: nobody yet.';
comment on column floor.work_order_live.assignee is 'Name of who does it; null: nobody yet.';
comment on column floor.work_order_live.assignee_email is
'Login of who does it; null: nobody yet, or somebody without a login.';
comment on column floor.work_order_live.reported_by is
'Who opened it: an e-mail address, a database user, or what a program says.';
comment on column floor.work_order_live.reporter is 'The same by name, where it is a person.';
comment on column floor.work_order_live.stopped_at is
'An instant of the stop it is about; null without a stop.';
comment on column floor.work_order_live.stop_ended_at is
'When that stop ended; null while it lasts, and without one.';
comment on column floor.work_order_live.is_stop_open is
'Whether it is about a stop that still lasts.';
comment on column floor.work_order_live.plan is 'The plan that opened it; null without one.';
comment on column floor.work_order_live.rule is 'The rule that opened it; null without one.';
comment on column floor.work_order_live.opened_at is 'When it was opened.';
comment on column floor.work_order_live.started_at is 'When work first began; null before.';
comment on column floor.work_order_live.done_at is 'When work was last done; null before.';
comment on column floor.work_order_live.verified_at is 'When it was verified; null before.';
comment on column floor.work_order_live.cancelled_at is
'When it was cancelled; null if it was not.';
comment on column floor.work_order_live.tasks is 'Things to do on its checklist.';
comment on column floor.work_order_live.tasks_done is 'How many of them are ticked off.';
comment on column floor.work_order_live.comments is 'Comments on it.';
comment on column floor.work_order_live.photos is 'Pictures of it.';
comment on column floor.work_order_live.workers is
'Names of who is at work on it now, as a JSON array.';
comment on column floor.work_order_live.version is 'Grows with every change.';
comment on column floor.work_order_live.changed_at is 'When it last changed.';
comment on column floor.work_order_live.changed_by is 'Who changed it last, by name.';
