-- Add the pieces of one round to their minutes.
-- $1: machines; $2: starts of the minutes; $3: good pieces; $4: rejects; $5: why they were
-- rejected; arrays of one length. The job tells the product.
insert into floor.production as kept (
    machine_id, at, scrap_reason_id, good_pcs, scrap_pcs, source
)
select
    counts.machine_id,
    counts.at,
    counts.scrap_reason_id,
    counts.good_pcs,
    counts.scrap_pcs,
    'simulator' as source
from
    unnest($1::integer[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::integer[])
        as counts (machine_id, at, good_pcs, scrap_pcs, scrap_reason_id)
where not floor.speaks_for_itself(counts.machine_id)
order by counts.machine_id, counts.at
on conflict (machine_id, at, product_id, scrap_reason_id, source) do update
    set
        good_pcs = kept.good_pcs + excluded.good_pcs,
        scrap_pcs = kept.scrap_pcs + excluded.scrap_pcs,
        recorded_at = excluded.recorded_at;
