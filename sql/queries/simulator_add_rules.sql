-- Add rules that open work orders.
-- $1: names; $2: titles; $3: seconds down; $4: priorities; $5: seconds until due; $6: reasons by
-- name, null for any; arrays of one length. A rule for a reason there is not is left out.
insert into floor.work_order_rules (
    rule_name, title, down_longer_than_s, priority, due_within_s, reason_id
)
select
    made.rule_name,
    made.title,
    made.down_longer_than_s,
    made.priority,
    made.due_within_s,
    reasons.reason_id
from
    unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::integer[], $6::text[])
        as made (rule_name, title, down_longer_than_s, priority, due_within_s, reason_name)
left join floor.reasons on lower(made.reason_name) = lower(reasons.reason_name)
where made.reason_name is null or reasons.reason_id is not null;
