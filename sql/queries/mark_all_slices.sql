-- Trust no sum: mark all time of all machines.
insert into floor.oee_dirty (machine_id, from_at, to_at)
select
    machine_id,
    '-infinity' as from_at,
    'infinity' as to_at
from floor.machines;
