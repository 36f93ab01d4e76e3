-- Where a reading of this statement stands: what a cursor is made of.
-- Grain: always one row; without an epoch while the change log has none.
create view relay.position as
select
    pg_current_snapshot()::text as snapshot,
    epoch.epoch_id::text as epoch_id,
    epoch.trimmed_before::text as trimmed_before
from (values (true)) as one (is_only_row)
left join relay.epoch on one.is_only_row = epoch.is_only_row;

comment on view relay.position is
'Where the statement that reads it stands: its snapshot and the epoch of the change log. '
'One row, always.';
comment on column relay.position.snapshot is
'The snapshot of the statement, as xmin:xmax:xip,xip; with an epoch it is a cursor.';
comment on column relay.position.epoch_id is 'Epoch of the change log; null before it is drawn.';
comment on column relay.position.trimmed_before is
'Entries of transactions before this one are gone; null without an epoch.';
