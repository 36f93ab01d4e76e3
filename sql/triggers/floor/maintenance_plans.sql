-- Maintenance plans: who changes them is written down.
select floor.audit('floor.maintenance_plans');

-- Cards name the plan that opened them.
select relay.announce(
    'floor.maintenance_plans',
    'work_orders',
    'select work_order_id::text from changed inner join floor.work_orders using (plan_id)'
    ' where status not in (''verified'', ''cancelled'')'
);
