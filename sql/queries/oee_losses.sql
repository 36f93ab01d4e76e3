-- Where the time went, step by step, and where its bar stands in a drawing: from left_ratio on,
-- width_ratio wide. A negative loss (an ideal cycle that is too long) stands right of what remains.
-- $1 to $6: business dates, shift, instants, line_id; $7: machine_id, as in gold.loss_tree_over().
with

tree as (
    select
        steps.*,
        case
            when steps.kind = 'total' then 0
            else least(steps.remaining_s, steps.remaining_s + steps.loss_s)
        end as left_s,
        max(greatest(steps.remaining_s, steps.loss_s)) over () as longest_s
    from gold.loss_tree_over($1, $2, $3, $4, $5, $6, $7) as steps
)

select
    step_order,
    step,
    step_name,
    kind,
    level,
    loss_s,
    remaining_s,
    planned_ratio,
    left_s / nullif(longest_s, 0) as left_ratio,
    abs(loss_s) / nullif(longest_s, 0) as width_ratio
from tree
order by step_order;
