-- How far a spool is stored. No row: nothing of it ever was.
-- $1: the spool.
select watermarks.last_batch
from historian.watermarks
where watermarks.spool_id = $1;
