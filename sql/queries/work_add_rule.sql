-- A new rule; returns its key. $1: its columns (jsonb).
insert into floor.work_order_rules (
    rule_name, machine_id, machine_type, line_id, reason_id, down_longer_than_s, title, priority,
    due_within_s, assignee_id, is_enabled
)
select
    given.rule_name,
    given.machine_id,
    given.machine_type,
    given.line_id,
    given.reason_id,
    given.down_longer_than_s,
    given.title,
    given.priority,
    given.due_within_s,
    given.assignee_id,
    given.is_enabled
from jsonb_populate_record(null::floor.work_order_rules, $1::jsonb) as given
returning rule_id;
