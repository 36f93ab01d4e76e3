-- What became visible since a cursor, as it is now. One statement, hence one snapshot: two
-- would let rows fall in between. Always at least one row, which carries the position.
-- $1: xmax of the cursor; $2: transactions that were running then (its xip list).
with

-- An entry is new exactly if its transaction was not visible in the cursor's snapshot.
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
)

select
    position.snapshot,
    position.epoch_id,
    position.trimmed_before,
    changed.topic,
    changed.key,
    live_rows.line,
    live_rows.machine,
    live_rows.row_json
from relay.position
left join changed on true
left join lateral (
    select
        live_rows.line,
        live_rows.machine,
        live_rows.row_json
    from relay.live_rows
    where
        live_rows.topic = changed.topic
        and live_rows.key = changed.key
        -- says nothing new, but finds a machine by its index, which ignores case
        and lower(live_rows.key) = lower(changed.key)
    -- holds the planner to looking up the changed keys, one by one, instead of
    -- working out every live row to find them
    offset 0 -- noqa: AM09
) as live_rows on true;
