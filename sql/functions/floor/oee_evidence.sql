-- What the components of a machine's OEE add up: intervals of the ledger, and counts.
create function floor.oee_evidence(
    p_machine_id integer, p_from timestamptz, p_to timestamptz, p_now timestamptz
) returns table (
    section text,
    item text,
    value numeric,
    unit text,
    from_at timestamptz,
    to_at timestamptz,
    detail text,
    formula text
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    intervals as (
        select
            'interval' as section,
            ledger.bucket as item,
            extract(epoch from ledger.ends_at - ledger.starts_at) as value,
            's' as unit,
            ledger.starts_at as from_at,
            ledger.ends_at as to_at,
            concat_ws(
                ', ',
                coalesce(ledger.status, 'no event so far'),
                reason_tree.path,
                'stop since ' || to_char(
                    ledger.stop_started_at at time zone plants.time_zone, 'YYYY-MM-DD HH24:MI:SS'
                ),
                'set up for ' || products.product_name
            ) as detail,
            null as formula
        from floor.ledger_over(array[p_machine_id], array[p_from], array[p_to], p_now) as ledger
        inner join floor.machines on ledger.machine_id = machines.machine_id
        inner join floor.lines on machines.line_id = lines.line_id
        inner join floor.plants on lines.plant_id = plants.plant_id
        left join floor.reason_tree on ledger.reason_id = reason_tree.reason_id
        left join floor.products on ledger.product_id = products.product_id
    ),

    counts as (
        select
            'count' as section,
            coalesce(products.product_name, 'unknown product') as item,
            (pieces.good_pcs + pieces.scrap_pcs)::numeric as value,
            'pcs' as unit,
            pieces.slice_starts_at as from_at,
            pieces.slice_ends_at as to_at,
            format(
                '%s good, %s rejected, of these %s at start-up',
                pieces.good_pcs, pieces.scrap_pcs, pieces.startup_scrap_pcs
            ) as detail,
            case
                when pieces.ideal_cycle_s is null then 'no ideal cycle is known'
                else format(
                    '%s x %s s = %s s', pieces.good_pcs + pieces.scrap_pcs,
                    trim_scale(pieces.ideal_cycle_s),
                    trim_scale((pieces.good_pcs + pieces.scrap_pcs) * pieces.ideal_cycle_s)
                )
            end as formula
        from floor.pieces_over(array[p_machine_id], array[p_from], array[p_to], p_now) as pieces
        left join floor.products on pieces.product_id = products.product_id
    )

    select intervals.* from intervals
    union all
    select counts.* from counts;
$$;

comment on function floor.oee_evidence(integer, timestamptz, timestamptz, timestamptz) is
'What the components of a machine''s OEE add up: one row per interval of the ledger, and one per '
'clock hour, product and ideal cycle of its pieces. The period must be whole slots.';
