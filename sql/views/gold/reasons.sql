-- Why machines stand and pieces are rejected, as a tree.
-- Grain: one row per reason, retired ones included.
create view gold.reasons as
select
    reason_tree.reason_name as reason,
    reason_tree.reason_id,
    reason_tree.path as reason_path,
    reason_tree.root_name as root_reason,
    reason_tree.depth,
    reason_tree.is_leaf,
    reason_tree.is_planned,
    reason_tree.loss_category,
    loss_categories.loss_name,
    reason_tree.oee_factor,
    reason_tree.sort_key,
    reason_tree.retired_at
from floor.reason_tree
left join floor.loss_categories on reason_tree.loss_category = loss_categories.loss_category;

comment on view gold.reasons is
'Why machines stand and pieces are rejected, as a tree. One row per reason, retired ones '
'included.';
comment on column gold.reasons.reason is 'Name people choose.';
comment on column gold.reasons.reason_id is 'Internal key of the reason.';
comment on column gold.reasons.reason_path is
'Names from the top down, for example Mechanical breakdown › Part jam.';
comment on column gold.reasons.root_reason is 'The reason at the top of its branch.';
comment on column gold.reasons.depth is 'Its level: 1 at the top.';
comment on column gold.reasons.is_leaf is 'Whether no reason in use stands inside it.';
comment on column gold.reasons.is_planned is
'Whether a stop of this reason was planned, so that it leaves planned time.';
comment on column gold.reasons.loss_category is
'Which of the six big losses it is; null where it is planned and no loss is named.';
comment on column gold.reasons.loss_name is 'Name of that loss.';
comment on column gold.reasons.oee_factor is
'The factor of OEE the loss lowers: availability, performance or quality.';
comment on column gold.reasons.sort_key is
'Order of the tree: each reason before those inside it, siblings in their order.';
comment on column gold.reasons.retired_at is
'When it left the configuration; null while it can be chosen.';
