-- Pieces of machines, by slice and product, with the time they would ideally have taken.
create function floor.pieces_over(
    p_machine_ids integer[], p_from timestamptz[], p_to timestamptz[], p_now timestamptz
) returns table (
    machine_id integer,
    slice_starts_at timestamptz,
    slice_ends_at timestamptz,
    shift_id integer,
    business_date date,
    product_id integer,
    ideal_cycle_s numeric,
    good_pcs bigint,
    scrap_pcs bigint,
    startup_scrap_pcs bigint
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    startup_reasons as materialized (
        select reason_tree.reason_id
        from floor.reason_tree
        where reason_tree.loss_category = 'startup_reject'
    ),

    counts as (
        select
            cells.machine_id,
            cells.slice_starts_at,
            cells.slice_ends_at,
            cells.shift_id,
            cells.business_date,
            cells.starts_at,
            coalesce(production.product_id, cells.product_id) as product_id,
            -- a count of another product than the job's has a cycle of its own
            case
                when production.product_id is null or production.product_id = cells.product_id
                    then cells.ideal_cycle_s
                else floor.ideal_cycle_s(
                    cells.machine_id, production.product_id, cells.starts_at
                )
            end as ideal_cycle_s,
            production.good_pcs,
            production.scrap_pcs,
            case when startup_reasons.reason_id is null then 0 else production.scrap_pcs end
                as startup_scrap_pcs
        from floor.cells_over(p_machine_ids, p_from, p_to) as cells
        cross join lateral (
            select
                made.product_id,
                made.scrap_reason_id,
                sum(made.good_pcs)::bigint as good_pcs,
                sum(made.scrap_pcs)::bigint as scrap_pcs
            from floor.production as made
            where
                made.machine_id = cells.machine_id
                and made.at >= cells.starts_at
                and made.at < cells.ends_at
                and made.at <= p_now
            group by made.product_id, made.scrap_reason_id
        ) as production
        left join startup_reasons on production.scrap_reason_id = startup_reasons.reason_id
    )

    select
        counts.machine_id,
        counts.slice_starts_at,
        counts.slice_ends_at,
        counts.shift_id,
        counts.business_date,
        counts.product_id,
        counts.ideal_cycle_s,
        sum(counts.good_pcs)::bigint,
        sum(counts.scrap_pcs)::bigint,
        sum(counts.startup_scrap_pcs)::bigint
    from counts
    group by
        counts.machine_id,
        counts.slice_starts_at,
        counts.slice_ends_at,
        counts.shift_id,
        counts.business_date,
        counts.product_id,
        counts.ideal_cycle_s;
$$;

comment on function floor.pieces_over(integer[], timestamptz[], timestamptz[], timestamptz) is
'Pieces of machines: one row per machine, slice, product and ideal cycle in force. The product is '
'that of the count, else that of the job. Whole slots, nothing after p_now.';
