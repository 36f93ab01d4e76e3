-- Turn staged rows into status events: the later line wins, and what is there already is left
-- alone. A line without a reason leaves the one somebody gave to the same status since.
-- $1: source. Returns how many instants are new, changed and unchanged.
with

incoming as (
    select distinct on (machine_id, at)
        machine_id,
        at,
        status,
        detail,
        reason_id
    from import_rows
    where status is not null
    order by machine_id asc, at asc, line_number desc
),

written as (
    insert into floor.status_events as kept (machine_id, at, status, detail, reason_id, source)
    select
        machine_id,
        at,
        status,
        detail,
        reason_id,
        $1 as source
    from incoming
    on conflict (machine_id, at) do update
        set
            status = excluded.status,
            detail = excluded.detail,
            reason_id = coalesce(
                excluded.reason_id,
                case when excluded.status = kept.status then kept.reason_id end
            ),
            source = excluded.source,
            recorded_at = excluded.recorded_at,
            recorded_by = excluded.recorded_by
        where (kept.status, kept.detail, kept.reason_id, kept.source) is distinct from (
            excluded.status,
            excluded.detail,
            coalesce(excluded.reason_id, kept.reason_id),
            excluded.source
        )
    -- a row that was there before carries the transaction that replaced it
    returning (kept.xmax = 0) as is_new
),

final as (
    select
        count(*) filter (where is_new) as new_rows,
        count(*) filter (where not is_new) as changed_rows,
        (select count(*) from incoming) - count(*) as unchanged_rows
    from written
)

select * from final;
