-- One status event, now. $1 machine, $2 at, $3 status, $4 detail, $5 source, $6 reason.
insert into floor.status_events (machine_id, at, status, detail, source, reason_id)
values ($1, $2, $3, $4, $5, $6)
on conflict (machine_id, at) do update
    set
        status = excluded.status,
        detail = excluded.detail,
        source = excluded.source,
        reason_id = excluded.reason_id,
        recorded_at = excluded.recorded_at,
        recorded_by = excluded.recorded_by;
