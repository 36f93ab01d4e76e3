-- The legal steps of a work order, and the right each one takes: the one place that says so. The
-- guard of floor.work_orders, the pages and the API read it.
-- Grain: one row per step from one status to another.
create view floor.work_order_transitions as
with

steps as (
    select *
    from (
        values
        ('open', 'assigned', 'Assign', 'work.do', false),
        ('open', 'in_progress', 'Start', 'work.do', false),
        ('open', 'cancelled', 'Cancel', 'work.plan', true),
        ('assigned', 'in_progress', 'Start', 'work.do', false),
        ('assigned', 'open', 'Give back', 'work.do', false),
        ('assigned', 'cancelled', 'Cancel', 'work.plan', true),
        ('in_progress', 'done', 'Done', 'work.do', false),
        ('in_progress', 'on_hold', 'Put on hold', 'work.do', true),
        ('in_progress', 'assigned', 'Stop for now', 'work.do', false),
        ('in_progress', 'cancelled', 'Cancel', 'work.plan', true),
        ('on_hold', 'in_progress', 'Go on', 'work.do', false),
        ('on_hold', 'done', 'Done', 'work.do', false),
        ('on_hold', 'cancelled', 'Cancel', 'work.plan', true),
        ('done', 'verified', 'Verify', 'work.plan', false),
        ('done', 'in_progress', 'Send back', 'work.plan', false)
    ) as listed (from_status, to_status, label, action, is_note_needed)
),

final as (
    select
        from_status,
        to_status,
        label,
        action,
        is_note_needed,
        row_number() over () as sort_order
    from steps
)

select * from final;

comment on view floor.work_order_transitions is
'The legal steps of a work order. One row per step from one status to another; nothing follows '
'verified and cancelled.';
comment on column floor.work_order_transitions.from_status is 'Status before the step.';
comment on column floor.work_order_transitions.to_status is 'Status after it.';
comment on column floor.work_order_transitions.label is 'What the step is called on a button.';
comment on column floor.work_order_transitions.action is
'The right it takes at the machine (floor.permissions). Who reported an order may cancel it while '
'it is open, too.';
comment on column floor.work_order_transitions.is_note_needed is
'Whether the step needs a status_note: what it waits for, or why.';
comment on column floor.work_order_transitions.sort_order is
'Place among the steps, the usual one first.';
