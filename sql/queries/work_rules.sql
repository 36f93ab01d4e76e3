-- Rules that open orders, as JSON, by name. $1: one of them, or null for all.
select
    jsonb_build_object(
        'rule_id', work_order_rules.rule_id,
        'rule_name', work_order_rules.rule_name,
        'machine', machines.machine_name,
        'machine_type', work_order_rules.machine_type,
        'line', lines.line_name,
        'reason', reasons.reason_name,
        'down_longer_than_s', work_order_rules.down_longer_than_s,
        'title', work_order_rules.title,
        'priority', work_order_rules.priority,
        'due_within_s', work_order_rules.due_within_s,
        'assignee_id', work_order_rules.assignee_id,
        'assignee', employees.employee_name,
        'is_enabled', work_order_rules.is_enabled,
        'armed_at', work_order_rules.armed_at
    )::text as row_json
from floor.work_order_rules
left join floor.machines on work_order_rules.machine_id = machines.machine_id
left join floor.lines on work_order_rules.line_id = lines.line_id
left join floor.reasons on work_order_rules.reason_id = reasons.reason_id
left join floor.employees on work_order_rules.assignee_id = employees.employee_id
where $1::integer is null or work_order_rules.rule_id = $1
order by lower(work_order_rules.rule_name);
