-- Reasons with everything they take from the reasons above them.
-- Grain: one row per reason, retired ones included.
create view floor.reason_tree as
with recursive

tree as (
    select
        reasons.reason_id,
        reasons.reason_name,
        reasons.reason_name as path,
        1 as depth,
        reasons.reason_name as root_name,
        reasons.loss_category,
        coalesce(reasons.is_planned, false) as is_planned,
        array[reasons.sort_order, reasons.reason_id] as sort_key,
        reasons.retired_at
    from floor.reasons
    where reasons.parent_id is null
    union all
    select
        reasons.reason_id,
        reasons.reason_name,
        tree.path || ' › ' || reasons.reason_name as path,
        tree.depth + 1 as depth,
        tree.root_name,
        coalesce(reasons.loss_category, tree.loss_category) as loss_category,
        coalesce(reasons.is_planned, tree.is_planned) as is_planned,
        tree.sort_key || array[reasons.sort_order, reasons.reason_id] as sort_key,
        reasons.retired_at
    from tree
    inner join floor.reasons on tree.reason_id = reasons.parent_id
),

parents as (
    select distinct parent_id
    from floor.reasons
    where retired_at is null and parent_id is not null
),

final as (
    select
        tree.reason_id,
        tree.reason_name,
        tree.path,
        tree.depth,
        tree.root_name,
        tree.loss_category,
        tree.is_planned,
        loss_categories.oee_factor,
        tree.sort_key,
        parents.parent_id is null as is_leaf,
        tree.retired_at
    from tree
    left join floor.loss_categories on tree.loss_category = loss_categories.loss_category
    left join parents on tree.reason_id = parents.parent_id
)

select * from final;

comment on view floor.reason_tree is
'Reasons with what they take from the reasons above them. One row per reason, retired ones '
'included.';
comment on column floor.reason_tree.reason_id is 'Internal key.';
comment on column floor.reason_tree.reason_name is 'Name people choose.';
comment on column floor.reason_tree.path is
'Names from the top down, for example Mechanical breakdown › Part jam.';
comment on column floor.reason_tree.depth is 'Its level: 1 at the top.';
comment on column floor.reason_tree.root_name is 'Name of the reason at the top of its branch.';
comment on column floor.reason_tree.loss_category is
'Which of the six big losses it is, its own or that of the nearest reason above; null where it is '
'planned and none says.';
comment on column floor.reason_tree.is_planned is
'Whether a stop of this reason is planned, as it or the nearest reason above says.';
comment on column floor.reason_tree.oee_factor is
'The factor of OEE its loss lowers: availability, performance or quality; null without a loss.';
comment on column floor.reason_tree.sort_key is
'Order of the tree: each reason before those inside it, siblings in their order.';
comment on column floor.reason_tree.is_leaf is 'Whether no reason in use stands inside it.';
comment on column floor.reason_tree.retired_at is
'When it left the configuration; null while it can be chosen.';
