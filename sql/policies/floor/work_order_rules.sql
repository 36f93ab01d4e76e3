-- Rules that open orders: of a machine or a line where that is, of all by whoever may everywhere.
select floor.protect(
    'floor.work_order_rules',
    'coalesce((select machines.line_id from floor.machines'
    || ' where machines.machine_id = work_order_rules.machine_id), work_order_rules.line_id)',
    'work.plan', 'work.plan', 'work.plan'
);
create policy select_of_all_where_allowed on floor.work_order_rules for select
using (
    work_order_rules.machine_id is null
    and work_order_rules.line_id is null
    and (select floor.may_somewhere('floor.see'))
);
comment on policy select_of_all_where_allowed on floor.work_order_rules is
'Allows select of rules for all lines where the person who acts may see anything.';
