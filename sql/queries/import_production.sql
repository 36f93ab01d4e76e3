-- Turn staged rows into production by the minute: lines of one minute, product and reason add up,
-- and what this source said of the minute before is replaced. $1: source.
-- Returns how many minutes are new, changed and unchanged, and the pieces of all of them.
with

incoming as (
    select
        machine_id,
        date_trunc('minute', at, 'UTC') as at,
        product_id,
        scrap_reason_id,
        coalesce(sum(good_pcs), 0)::bigint as good_pcs,
        coalesce(sum(scrap_pcs), 0)::bigint as scrap_pcs
    from import_rows
    where good_pcs is not null or scrap_pcs is not null
    group by machine_id, date_trunc('minute', at, 'UTC'), product_id, scrap_reason_id
),

minutes as (
    select
        machine_id,
        at,
        count(*) as counts,
        sum(good_pcs) as good_pcs,
        sum(scrap_pcs) as scrap_pcs
    from incoming
    group by machine_id, at
),

-- said before, of another product or for another reason
withdrawn as (
    delete from floor.production as kept
    using minutes
    where
        kept.machine_id = minutes.machine_id
        and kept.at = minutes.at
        and kept.source = $1
        and not exists (
            select from incoming
            where
                incoming.machine_id = kept.machine_id
                and incoming.at = kept.at
                and incoming.product_id is not distinct from kept.product_id
                and incoming.scrap_reason_id is not distinct from kept.scrap_reason_id
        )
    returning kept.machine_id, kept.at
),

written as (
    insert into floor.production as kept (
        machine_id, at, product_id, scrap_reason_id, good_pcs, scrap_pcs, source
    )
    select
        machine_id,
        at,
        product_id,
        scrap_reason_id,
        good_pcs,
        scrap_pcs,
        $1 as source
    from incoming
    on conflict (machine_id, at, product_id, scrap_reason_id, source) do update
        set
            good_pcs = excluded.good_pcs,
            scrap_pcs = excluded.scrap_pcs,
            recorded_at = excluded.recorded_at
        where (kept.good_pcs, kept.scrap_pcs) is distinct from (
            excluded.good_pcs, excluded.scrap_pcs
        )
    -- a row that was there before carries the transaction that replaced it
    returning kept.machine_id, kept.at, (kept.xmax = 0) as is_new
),

touched as (
    select
        machine_id,
        at,
        is_new
    from written
    union all
    select
        machine_id,
        at,
        false as is_new
    from withdrawn
),

judged as (
    select
        minutes.good_pcs,
        minutes.scrap_pcs,
        count(touched.at) > 0 as is_touched,
        -- all of it is new, and nothing was known of it
        count(touched.at) = minutes.counts and bool_and(touched.is_new) as is_new
    from minutes
    left join touched on minutes.machine_id = touched.machine_id and minutes.at = touched.at
    group by
        minutes.machine_id, minutes.at, minutes.counts, minutes.good_pcs, minutes.scrap_pcs
),

final as (
    select
        count(*) filter (where is_new) as new_rows,
        count(*) filter (where is_touched and not is_new) as changed_rows,
        count(*) filter (where not is_touched) as unchanged_rows,
        coalesce(sum(good_pcs), 0)::bigint as good_pcs,
        coalesce(sum(scrap_pcs), 0)::bigint as scrap_pcs
    from judged
)

select * from final;
