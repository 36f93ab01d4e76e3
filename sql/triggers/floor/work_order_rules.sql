-- Work order rules: who changes them is written down.
select floor.audit('floor.work_order_rules');

create trigger "1_arm_insert"
before insert on floor.work_order_rules
for each row execute function floor.tg_arm_work_order_rule();
comment on trigger "1_arm_insert" on floor.work_order_rules is
'Arms new rules from now on.';

create trigger "1_arm_update"
before update on floor.work_order_rules
for each row execute function floor.tg_arm_work_order_rule();
comment on trigger "1_arm_update" on floor.work_order_rules is
'Arms rules anew that are enabled again.';

-- Cards name the rule that opened them.
select relay.announce(
    'floor.work_order_rules',
    'work_orders',
    'select work_order_id::text from changed inner join floor.work_orders using (rule_id)'
    ' where status not in (''verified'', ''cancelled'')'
);
