-- Everything a screen can show, with the position it was read at: one statement, one snapshot.
-- Same columns as the drain.
select
    position.snapshot,
    position.epoch_id,
    position.trimmed_before,
    live_rows.topic,
    live_rows.key,
    live_rows.line,
    live_rows.machine,
    live_rows.row_json
from relay.position
left join relay.live_rows on true;
