-- When maintenance is due, plan by plan.
-- Grain: one row per maintenance plan.
create view floor.maintenance_due with (security_invoker = true) as
select
    due.plan_id,
    due.counted_from_at,
    due.last_done_at,
    due.work_order_id,
    due.due_at,
    due.running_h,
    due.running_h_left,
    due.made_pcs,
    due.pcs_left,
    due.is_due
from floor.maintenance_at(now()) as due;

comment on view floor.maintenance_due is
'How far the intervals of maintenance plans are used up now. One row per maintenance plan; due by '
'whichever interval is used up first.';
comment on column floor.maintenance_due.plan_id is 'The plan.';
comment on column floor.maintenance_due.counted_from_at is
'From when on its intervals are counted: the end of its last order, done or cancelled, at its '
'machine; before the first, and where that is later, its starts_at.';
comment on column floor.maintenance_due.last_done_at is
'When its last order was done; null before the first.';
comment on column floor.maintenance_due.work_order_id is
'Its order that is not done yet; null without one.';
comment on column floor.maintenance_due.due_at is
'When it is due by the calendar of the plant; null where it is not planned by days.';
comment on column floor.maintenance_due.running_h is
'Hours the machine has been operational, or had a warning, since then.';
comment on column floor.maintenance_due.running_h_left is
'Hours left of its running time, negative where it is used up; null where it is not planned by '
'that.';
comment on column floor.maintenance_due.made_pcs is 'Pieces made since then, good and rejected.';
comment on column floor.maintenance_due.pcs_left is
'Pieces left, negative where they are used up; null where it is not planned by pieces.';
comment on column floor.maintenance_due.is_due is
'Whether an interval is used up, or the calendar has come to open_ahead_days before it; false for '
'a plan that is disabled, or of a retired machine.';
