-- Which keys became visible since a cursor: for a client whose cursor this server never saw.
-- $1: xmax of the cursor; $2: transactions that were running then (its xip list).
with

changed as (
    select
        change_log.topic,
        change_log.key
    from relay.change_log
    where change_log.xid >= $1::xid8
    union
    select
        change_log.topic,
        change_log.key
    from relay.change_log
    where change_log.xid = any($2::xid8[])
),

position as (
    select
        pg_current_snapshot()::text as snapshot,
        epoch.epoch_id::text as epoch_id,
        epoch.trimmed_before
    from (values (true)) as one (is_only_row)
    left join relay.epoch on one.is_only_row = epoch.is_only_row
)

select
    position.snapshot,
    position.epoch_id,
    position.trimmed_before::text as trimmed_before,
    changed.topic,
    changed.key
from position
left join changed on true;
