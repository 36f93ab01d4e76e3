-- Write the status changes of one round.
-- $1: machines; $2: instants; $3: statuses; $4: details; $5: reasons; arrays of one length.
insert into floor.status_events as kept (machine_id, at, status, detail, reason_id, source)
select
    changes.machine_id,
    changes.at,
    changes.status,
    changes.detail,
    changes.reason_id,
    'simulator' as source
from
    unnest($1::integer[], $2::timestamptz[], $3::text[], $4::text[], $5::integer[])
        as changes (machine_id, at, status, detail, reason_id)
where not floor.speaks_for_itself(changes.machine_id)
order by changes.machine_id, changes.at
on conflict (machine_id, at) do update
    set
        status = excluded.status,
        detail = excluded.detail,
        reason_id = excluded.reason_id,
        source = excluded.source,
        recorded_at = excluded.recorded_at,
        recorded_by = excluded.recorded_by
    where (kept.status, kept.detail, kept.reason_id)
    is distinct from (excluded.status, excluded.detail, excluded.reason_id);
