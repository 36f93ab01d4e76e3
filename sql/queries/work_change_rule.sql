-- Change what was given of a rule; returns its key. Where it is for other stops now, it is armed
-- anew: those that have begun are left alone. $1: the rule; $2: the columns that change (jsonb).
with

wanted as (
    select changed.*
    from floor.work_order_rules
    cross join lateral jsonb_populate_record(work_order_rules, $2::jsonb) as changed
    where work_order_rules.rule_id = $1
)

update floor.work_order_rules
set
    rule_name = wanted.rule_name,
    machine_id = wanted.machine_id,
    machine_type = wanted.machine_type,
    line_id = wanted.line_id,
    reason_id = wanted.reason_id,
    down_longer_than_s = wanted.down_longer_than_s,
    title = wanted.title,
    priority = wanted.priority,
    due_within_s = wanted.due_within_s,
    assignee_id = wanted.assignee_id,
    is_enabled = wanted.is_enabled,
    armed_at = case
        when (
            work_order_rules.machine_id,
            work_order_rules.machine_type,
            work_order_rules.line_id,
            work_order_rules.reason_id,
            work_order_rules.down_longer_than_s,
            work_order_rules.is_enabled
        ) is distinct from (
            wanted.machine_id,
            wanted.machine_type,
            wanted.line_id,
            wanted.reason_id,
            wanted.down_longer_than_s,
            wanted.is_enabled
        ) then clock_timestamp()
        else work_order_rules.armed_at
    end
from wanted
where work_order_rules.rule_id = $1
returning work_order_rules.rule_id;
