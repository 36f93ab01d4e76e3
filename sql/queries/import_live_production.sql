-- Pieces made now: they add to those of the minute.
-- $1 machine, $2 at, $3 good, $4 scrap, $5 source, $6 product, $7 reason of the rejects.
insert into floor.production as kept (
    machine_id, at, good_pcs, scrap_pcs, source, product_id, scrap_reason_id
)
values (
    $1, date_trunc('minute', $2::timestamptz, 'UTC'), $3, $4, $5, $6, $7
)
on conflict (machine_id, at, product_id, scrap_reason_id, source) do update
    set
        good_pcs = kept.good_pcs + excluded.good_pcs,
        scrap_pcs = kept.scrap_pcs + excluded.scrap_pcs,
        recorded_at = excluded.recorded_at;
