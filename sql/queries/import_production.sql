-- Turn staged rows into production by the minute: lines of one minute add up, and the sum
-- replaces what this source said of the minute before. $1: source.
-- Returns how many minutes are new, changed and unchanged, and the pieces of all of them.
with

incoming as (
    select
        machine_id,
        date_trunc('minute', at, 'UTC') as at,
        coalesce(sum(good_pcs), 0)::bigint as good_pcs,
        coalesce(sum(scrap_pcs), 0)::bigint as scrap_pcs
    from import_rows
    where good_pcs is not null or scrap_pcs is not null
    group by machine_id, date_trunc('minute', at, 'UTC')
),

written as (
    insert into floor.production as kept (machine_id, at, good_pcs, scrap_pcs, source)
    select
        machine_id,
        at,
        good_pcs,
        scrap_pcs,
        $1 as source
    from incoming
    on conflict (machine_id, at, source) do update
        set
            good_pcs = excluded.good_pcs,
            scrap_pcs = excluded.scrap_pcs,
            recorded_at = excluded.recorded_at
        where (kept.good_pcs, kept.scrap_pcs) is distinct from (
            excluded.good_pcs, excluded.scrap_pcs
        )
    -- a row that was there before carries the transaction that replaced it
    returning (kept.xmax = 0) as is_new
),

final as (
    select
        count(*) filter (where is_new) as new_rows,
        count(*) filter (where not is_new) as changed_rows,
        (select count(*) from incoming) - count(*) as unchanged_rows,
        coalesce((select sum(incoming.good_pcs) from incoming), 0)::bigint as good_pcs,
        coalesce((select sum(incoming.scrap_pcs) from incoming), 0)::bigint as scrap_pcs
    from written
)

select * from final;
