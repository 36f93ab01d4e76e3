-- Reasons as a floor file has them, a tree, found again by their names, ignoring case.
-- $1: the floor, as machine_config writes it. Returns what became of each reason written.
with

wanted as (
    select
        reasons.reason_name,
        reasons.parent_name,
        reasons.loss_category,
        reasons.is_planned,
        reasons.sort_order,
        existing.reason_id as existing_id,
        -- a new reason gets its key here, so that those inside it can name it at once
        coalesce(
            existing.reason_id, nextval(pg_get_serial_sequence('floor.reasons', 'reason_id'))
        ) as reason_id
    from
        jsonb_to_recordset($1::text::jsonb -> 'reasons')
            as reasons (
                reason_name text,
                parent_name text,
                loss_category text,
                is_planned boolean,
                sort_order integer
            )
    left join floor.reasons as existing
        on lower(reasons.reason_name) = lower(existing.reason_name)
),

placed as (
    select
        wanted.*,
        parents.reason_id as parent_id
    from wanted
    left join wanted as parents on wanted.parent_name = parents.reason_name
),

differing as (
    select
        placed.*,
        case
            when existing.reason_id is null then 'added'
            when existing.retired_at is not null then 'revived'
            else 'changed'
        end as change
    from placed
    left join floor.reasons as existing on placed.existing_id = existing.reason_id
    where (
        existing.reason_name, existing.parent_id, existing.loss_category, existing.is_planned,
        existing.sort_order, existing.origin, existing.retired_at
    ) is distinct from (
        placed.reason_name, placed.parent_id, placed.loss_category, placed.is_planned,
        placed.sort_order, 'floor.toml', null
    )
),

written as (
    insert into floor.reasons (
        reason_id,
        parent_id,
        reason_name,
        loss_category,
        is_planned,
        sort_order,
        origin
    )
    overriding system value
    select
        differing.reason_id,
        differing.parent_id,
        differing.reason_name,
        differing.loss_category,
        differing.is_planned,
        differing.sort_order,
        'floor.toml' as origin
    from differing
    order by differing.reason_id
    on conflict (lower(reason_name)) do update
        set
            parent_id = excluded.parent_id,
            reason_name = excluded.reason_name,
            loss_category = excluded.loss_category,
            is_planned = excluded.is_planned,
            sort_order = excluded.sort_order,
            origin = excluded.origin,
            retired_at = null
    returning reason_id
)

select
    differing.change,
    'reason' as kind,
    differing.reason_name as name
from written
inner join differing on written.reason_id = differing.reason_id
order by differing.reason_name;
