-- Bring floor.oee_slices and floor.oee_stops of some periods in line with the facts.
-- Three lists of one length: machines and whole-slot periods. Writes only what differs.
create function floor.write_slices(
    p_machine_ids integer[], p_from timestamptz[], p_to timestamptz[], p_now timestamptz
) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_changed bigint;
begin
    with

    segments as materialized (
        select
            ledger.*,
            ledger.ends_at - ledger.starts_at as lasting
        from floor.ledger_over(p_machine_ids, p_from, p_to, p_now) as ledger
    ),

    seconds as (
        select
            segments.machine_id,
            segments.slice_starts_at,
            segments.slice_ends_at,
            segments.shift_id,
            segments.business_date,
            segments.product_id,
            sum(segments.lasting) as elapsed,
            sum(segments.lasting) filter (where segments.bucket = 'unscheduled') as unscheduled,
            sum(segments.lasting) filter (where segments.bucket = 'planned_stop') as planned_stop,
            sum(segments.lasting) filter (where segments.bucket = 'planned_down') as planned_down,
            sum(segments.lasting) filter (where segments.bucket = 'operational') as operational,
            sum(segments.lasting) filter (where segments.bucket = 'warning') as warning,
            sum(segments.lasting) filter (where segments.bucket = 'minor_stop') as minor_stop,
            sum(segments.lasting) filter (where segments.bucket = 'setup') as setup,
            sum(segments.lasting) filter (where segments.bucket = 'breakdown') as breakdown,
            sum(segments.lasting) filter (where segments.bucket = 'unknown') as unknown,
            sum(extract(epoch from segments.lasting) / segments.ideal_cycle_s) filter (
                where segments.bucket not in ('unscheduled', 'planned_stop', 'planned_down')
            ) as capacity_pcs,
            -- outside shifts nothing is expected to run, so nothing fails
            count(*) filter (
                where segments.is_stop_beginning and segments.stop_bucket = 'breakdown'
                and segments.shift_id is not null
            ) as failures,
            count(*) filter (
                where segments.is_stop_beginning and segments.stop_bucket = 'minor_stop'
                and segments.shift_id is not null
            ) as minor_stops,
            count(*) filter (where segments.is_status_change) as status_changes
        from segments
        group by
            segments.machine_id,
            segments.slice_starts_at,
            segments.slice_ends_at,
            segments.shift_id,
            segments.business_date,
            segments.product_id
    ),

    pieces as (
        select
            made.machine_id,
            made.slice_starts_at,
            made.slice_ends_at,
            made.shift_id,
            made.business_date,
            made.product_id,
            sum(made.good_pcs) as good_pcs,
            sum(made.scrap_pcs) as scrap_pcs,
            sum(made.startup_scrap_pcs) as startup_scrap_pcs,
            -- ideal seconds are held against planned time, and outside shifts there is none
            sum(made.good_pcs + made.scrap_pcs) filter (
                where made.shift_id is not null and made.ideal_cycle_s is null
            ) as uncycled_pcs,
            sum((made.good_pcs + made.scrap_pcs) * made.ideal_cycle_s) filter (
                where made.shift_id is not null
            ) as ideal_s,
            sum(made.good_pcs * made.ideal_cycle_s) filter (
                where made.shift_id is not null
            ) as ideal_good_s,
            sum(made.startup_scrap_pcs * made.ideal_cycle_s) filter (
                where made.shift_id is not null
            ) as ideal_startup_scrap_s
        from floor.pieces_over(p_machine_ids, p_from, p_to, p_now) as made
        group by
            made.machine_id,
            made.slice_starts_at,
            made.slice_ends_at,
            made.shift_id,
            made.business_date,
            made.product_id
    ),

    -- A product that was counted while another was set up has pieces but no seconds.
    fresh as materialized (
        select
            coalesce(seconds.machine_id, pieces.machine_id) as machine_id,
            coalesce(seconds.slice_starts_at, pieces.slice_starts_at) as starts_at,
            coalesce(seconds.slice_ends_at, pieces.slice_ends_at) as ends_at,
            coalesce(seconds.shift_id, pieces.shift_id) as shift_id,
            coalesce(seconds.business_date, pieces.business_date) as business_date,
            coalesce(seconds.product_id, pieces.product_id) as product_id,
            coalesce(extract(epoch from seconds.elapsed)::float8, 0) as elapsed_s,
            coalesce(extract(epoch from seconds.unscheduled)::float8, 0) as unscheduled_s,
            coalesce(extract(epoch from seconds.planned_stop)::float8, 0) as planned_stop_s,
            coalesce(extract(epoch from seconds.planned_down)::float8, 0) as planned_down_s,
            coalesce(extract(epoch from seconds.operational)::float8, 0) as operational_s,
            coalesce(extract(epoch from seconds.warning)::float8, 0) as warning_s,
            coalesce(extract(epoch from seconds.minor_stop)::float8, 0) as minor_stop_s,
            coalesce(extract(epoch from seconds.setup)::float8, 0) as setup_s,
            coalesce(extract(epoch from seconds.breakdown)::float8, 0) as breakdown_s,
            coalesce(extract(epoch from seconds.unknown)::float8, 0) as unknown_s,
            coalesce(seconds.capacity_pcs::float8, 0) as capacity_pcs,
            coalesce(pieces.good_pcs::bigint, 0) as good_pcs,
            coalesce(pieces.scrap_pcs::bigint, 0) as scrap_pcs,
            coalesce(pieces.startup_scrap_pcs::bigint, 0) as startup_scrap_pcs,
            coalesce(pieces.uncycled_pcs::bigint, 0) as uncycled_pcs,
            coalesce(pieces.ideal_s::float8, 0) as ideal_s,
            coalesce(pieces.ideal_good_s::float8, 0) as ideal_good_s,
            coalesce(pieces.ideal_startup_scrap_s::float8, 0) as ideal_startup_scrap_s,
            coalesce(seconds.failures::integer, 0) as failures,
            coalesce(seconds.minor_stops::integer, 0) as minor_stops,
            coalesce(seconds.status_changes::integer, 0) as status_changes
        from seconds
        full join pieces
            on
                seconds.machine_id = pieces.machine_id
                and seconds.slice_starts_at = pieces.slice_starts_at
                -- an equality, so that the two sides can be hashed
                and coalesce(seconds.product_id, 0) = coalesce(pieces.product_id, 0)
    ),

    periods as (
        select listed.*
        from floor.listed_periods(p_machine_ids, p_from, p_to) as listed
    ),

    slices_gone as (
        delete from floor.oee_slices as slices
        using periods
        where
            slices.machine_id = periods.machine_id
            and slices.starts_at >= periods.from_at
            and slices.starts_at < periods.to_at
            and not exists (
                select from fresh
                where
                    fresh.machine_id = slices.machine_id
                    and fresh.starts_at = slices.starts_at
                    and coalesce(fresh.product_id, 0) = coalesce(slices.product_id, 0)
            )
        returning slices.machine_id
    ),

    slices_written as (
        insert into floor.oee_slices as kept
        select fresh.* from fresh
        order by fresh.machine_id, fresh.starts_at
        on conflict (machine_id, starts_at, product_id) do update
            set
                ends_at = excluded.ends_at,
                shift_id = excluded.shift_id,
                business_date = excluded.business_date,
                elapsed_s = excluded.elapsed_s,
                unscheduled_s = excluded.unscheduled_s,
                planned_stop_s = excluded.planned_stop_s,
                planned_down_s = excluded.planned_down_s,
                operational_s = excluded.operational_s,
                warning_s = excluded.warning_s,
                minor_stop_s = excluded.minor_stop_s,
                setup_s = excluded.setup_s,
                breakdown_s = excluded.breakdown_s,
                unknown_s = excluded.unknown_s,
                capacity_pcs = excluded.capacity_pcs,
                good_pcs = excluded.good_pcs,
                scrap_pcs = excluded.scrap_pcs,
                startup_scrap_pcs = excluded.startup_scrap_pcs,
                uncycled_pcs = excluded.uncycled_pcs,
                ideal_s = excluded.ideal_s,
                ideal_good_s = excluded.ideal_good_s,
                ideal_startup_scrap_s = excluded.ideal_startup_scrap_s,
                failures = excluded.failures,
                minor_stops = excluded.minor_stops,
                status_changes = excluded.status_changes
            where kept.* is distinct from excluded.*
        returning machine_id
    ),

    stops as materialized (
        select
            segments.machine_id,
            segments.starts_at,
            segments.ends_at,
            segments.slice_starts_at,
            segments.stop_started_at,
            segments.shift_id,
            segments.business_date,
            segments.product_id,
            segments.reason_id,
            segments.bucket
        from segments
        where segments.bucket in ('breakdown', 'setup', 'minor_stop', 'planned_down')
    ),

    stops_gone as (
        delete from floor.oee_stops
        using periods
        where
            oee_stops.machine_id = periods.machine_id
            and oee_stops.starts_at >= periods.from_at
            and oee_stops.starts_at < periods.to_at
            and not exists (
                select from stops
                where
                    stops.machine_id = oee_stops.machine_id
                    and stops.starts_at = oee_stops.starts_at
            )
        returning oee_stops.machine_id
    ),

    stops_written as (
        insert into floor.oee_stops as kept
        select stops.* from stops
        order by stops.machine_id, stops.starts_at
        on conflict (machine_id, starts_at) do update
            set
                ends_at = excluded.ends_at,
                slice_starts_at = excluded.slice_starts_at,
                stop_started_at = excluded.stop_started_at,
                shift_id = excluded.shift_id,
                business_date = excluded.business_date,
                product_id = excluded.product_id,
                reason_id = excluded.reason_id,
                bucket = excluded.bucket
            where kept.* is distinct from excluded.*
        returning machine_id
    )

    select
        (select count(*) from slices_gone) + (select count(*) from slices_written)
        + (select count(*) from stops_gone) + (select count(*) from stops_written)
    into v_changed;
    return v_changed;
end;
$$;

comment on function floor.write_slices(integer[], timestamptz[], timestamptz[], timestamptz) is
'Brings floor.oee_slices and floor.oee_stops of whole-slot periods in line with the facts as of '
'p_now. '
'Returns how many rows were written or deleted; rows that are right already are left alone.';
