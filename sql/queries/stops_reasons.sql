-- Reasons that can be chosen, in the order of their tree, with how often they were used in the last
-- 30 days: on a machine, and on all machines of its type.
-- $1: machine_id or null; $2: stop or scrap.
with

machines as (
    select
        machines.machine_id,
        machines.machine_id = $1::integer as is_own
    from floor.machines
    where machines.machine_type = (
        select asked.machine_type from floor.machines as asked
        where asked.machine_id = $1::integer
    )
),

uses as (
    select
        status_events.reason_id,
        count(*) filter (where machines.is_own) as uses,
        count(*) as uses_of_type
    from machines
    inner join floor.status_events on machines.machine_id = status_events.machine_id
    where
        $2::text = 'stop'
        and status_events.at >= now() - interval '30 days'
        and status_events.status = 'down'
        and status_events.reason_id is not null
    group by status_events.reason_id
    union all
    select
        production.scrap_reason_id as reason_id,
        count(*) filter (where machines.is_own) as uses,
        count(*) as uses_of_type
    from machines
    inner join floor.production on machines.machine_id = production.machine_id
    where
        $2::text = 'scrap'
        and production.at >= now() - interval '30 days'
        and production.scrap_reason_id is not null
    group by production.scrap_reason_id
)

select
    reason_tree.reason_id,
    reason_tree.reason_name as reason,
    reason_tree.path,
    reason_tree.depth,
    reason_tree.root_name as root,
    reason_tree.loss_category,
    reason_tree.is_planned,
    reason_tree.is_leaf,
    coalesce(uses.uses, 0) as uses,
    coalesce(uses.uses_of_type, 0) as uses_of_type
from floor.reason_tree
left join uses on reason_tree.reason_id = uses.reason_id
where
    reason_tree.retired_at is null
    and ($2::text = 'scrap') = coalesce(reason_tree.oee_factor = 'quality', false)
order by reason_tree.sort_key;
