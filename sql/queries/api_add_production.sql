-- Pieces reported by programs: they add to what the same minute, product, reason and source has.
-- $1: machine_ids; $2: instants; $3: product_ids; $4: reason_ids; $5: good pieces; $6: rejected
-- pieces; $7: sources; arrays of one length.
-- Returns each row that was written, as it stands now, and what was added to it.
with

incoming as (
    select
        sent.machine_id,
        date_trunc('minute', sent.at, 'UTC') as at,
        sent.product_id,
        sent.scrap_reason_id,
        sum(sent.good_pcs)::bigint as good_pcs,
        sum(sent.scrap_pcs)::bigint as scrap_pcs,
        sent.source,
        min(sent.place) as place
    from
        unnest(
            $1::integer[],
            $2::timestamptz[],
            $3::integer[],
            $4::integer[],
            $5::bigint[],
            $6::bigint[],
            $7::text[]
        ) with ordinality as sent (
            machine_id, at, product_id, scrap_reason_id, good_pcs, scrap_pcs, source, place
        )
    group by
        sent.machine_id,
        date_trunc('minute', sent.at, 'UTC'),
        sent.product_id,
        sent.scrap_reason_id,
        sent.source
),

written as (
    insert into floor.production as kept (
        machine_id, at, product_id, scrap_reason_id, good_pcs, scrap_pcs, source
    )
    select
        incoming.machine_id,
        incoming.at,
        incoming.product_id,
        incoming.scrap_reason_id,
        incoming.good_pcs,
        incoming.scrap_pcs,
        incoming.source
    from incoming
    -- always in this order, so that two senders wait for each other and never in a circle
    order by
        incoming.machine_id,
        incoming.at,
        incoming.product_id,
        incoming.scrap_reason_id,
        incoming.source
    on conflict (machine_id, at, product_id, scrap_reason_id, source) do update
        set
            good_pcs = kept.good_pcs + excluded.good_pcs,
            scrap_pcs = kept.scrap_pcs + excluded.scrap_pcs,
            recorded_at = excluded.recorded_at
    returning
        kept.machine_id,
        kept.at,
        kept.product_id,
        kept.scrap_reason_id,
        kept.good_pcs,
        kept.scrap_pcs,
        kept.source
)

select
    machines.machine_name as machine,
    written.at,
    products.product_name as product,
    reasons.reason_name as reason,
    written.source,
    written.good_pcs,
    written.scrap_pcs,
    incoming.good_pcs as added_good_pcs,
    incoming.scrap_pcs as added_scrap_pcs
from written
inner join incoming
    on
        written.machine_id = incoming.machine_id
        and written.at = incoming.at
        and written.source = incoming.source
        and written.product_id is not distinct from incoming.product_id
        and written.scrap_reason_id is not distinct from incoming.scrap_reason_id
inner join floor.machines on written.machine_id = machines.machine_id
left join floor.products on written.product_id = products.product_id
left join floor.reasons on written.scrap_reason_id = reasons.reason_id
order by incoming.place;
