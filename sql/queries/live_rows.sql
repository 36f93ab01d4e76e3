-- Everything a screen can show, with the position it was read at: one statement, one snapshot.
-- Same columns as the drain.
with

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
    live_rows.topic,
    live_rows.key,
    live_rows.line,
    live_rows.machine,
    live_rows.row_json
from position
left join relay.live_rows on true;
