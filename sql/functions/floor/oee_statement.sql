-- The text of every roll-up of OEE: sums of slices, then buckets by policy, then ratios.
create function floor.oee_statement(
    p_keys text, p_where text, p_policies text, p_names text, p_joins text
) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    select format(
        $statement$
        with

        totals as (
            select
                %1$s,
                sum(slices.elapsed_s) as elapsed_s,
                sum(slices.unscheduled_s) as unscheduled_s,
                sum(slices.planned_stop_s) as planned_stop_s,
                sum(slices.planned_down_s) as planned_down_s,
                sum(slices.operational_s) as operational_s,
                sum(slices.warning_s) as warning_s,
                sum(slices.minor_stop_s) as minor_stop_s,
                sum(slices.setup_s) as setup_s,
                sum(slices.breakdown_s) as breakdown_s,
                sum(slices.unknown_s) as unknown_s,
                sum(slices.capacity_pcs) as capacity_pcs,
                sum(slices.good_pcs)::bigint as good_pcs,
                sum(slices.scrap_pcs)::bigint as scrap_pcs,
                sum(slices.startup_scrap_pcs)::bigint as startup_scrap_pcs,
                sum(slices.uncycled_pcs)::bigint as uncycled_pcs,
                sum(slices.ideal_s) as ideal_s,
                sum(slices.ideal_good_s) as ideal_good_s,
                sum(slices.ideal_startup_scrap_s) as ideal_startup_scrap_s,
                sum(slices.failures) as failures,
                sum(slices.minor_stops) as minor_stops,
                sum(slices.status_changes) as status_changes
            from floor.placed_slices as slices
            %2$s
            group by %1$s
        ),

        judged as (
            select
                totals.*,
                policies.policy_name,
                policies.performance_is_capped,
                policies.no_pieces_count_as,
                totals.operational_s + totals.warning_s
                + case policies.minor_stops_count_as when 'performance' then totals.minor_stop_s else 0 end
                + case policies.unknown_counts_as when 'run' then totals.unknown_s else 0 end as run_s,
                totals.operational_s + totals.warning_s + totals.minor_stop_s + totals.breakdown_s
                + case policies.setup_counts_as when 'loss' then totals.setup_s else 0 end
                + case policies.unknown_counts_as when 'outside' then 0 else totals.unknown_s end
                + case policies.planned_stops_count_as when 'loss' then totals.planned_stop_s else 0 end
                + case policies.planned_downs_count_as when 'loss' then totals.planned_down_s else 0 end
                as planned_s,
                case policies.minor_stops_count_as when 'performance' then totals.minor_stop_s else 0 end
                as minor_stop_in_run_s
            from totals
            cross join (select * from floor.kpi_policies %3$s) as policies
        ),

        measured as (
            select
                judged.*,
                judged.ideal_s > judged.run_s as has_doubtful_cycle,
                case
                    when judged.performance_is_capped and judged.ideal_s > judged.run_s
                        then judged.run_s / judged.ideal_s
                    else 1
                end as cap_ratio
            from judged
        )

        select
            %4$s
            measured.elapsed_s,
            measured.unscheduled_s,
            measured.elapsed_s - measured.unscheduled_s as scheduled_s,
            measured.planned_stop_s,
            measured.planned_down_s,
            measured.planned_s,
            measured.run_s,
            measured.operational_s,
            measured.warning_s,
            measured.breakdown_s,
            measured.setup_s,
            measured.unknown_s,
            measured.minor_stop_s,
            measured.run_s - measured.minor_stop_in_run_s - measured.ideal_s as reduced_speed_s,
            measured.ideal_s,
            measured.ideal_s - measured.ideal_good_s - measured.ideal_startup_scrap_s
            as process_reject_s,
            measured.ideal_startup_scrap_s as startup_reject_s,
            measured.ideal_good_s as fully_productive_s,
            measured.planned_s - measured.run_s as availability_loss_s,
            measured.run_s - measured.ideal_s as performance_loss_s,
            measured.ideal_s - measured.ideal_good_s as quality_loss_s,
            measured.good_pcs + measured.scrap_pcs as total_pcs,
            measured.good_pcs,
            measured.scrap_pcs,
            measured.startup_scrap_pcs,
            measured.uncycled_pcs,
            measured.capacity_pcs,
            measured.run_s / nullif(measured.planned_s, 0) as availability_ratio,
            -- pieces without any ideal cycle tell nothing of speed
            case
                when measured.ideal_s > 0 or measured.uncycled_pcs = 0
                    then measured.ideal_s / nullif(measured.run_s, 0) * measured.cap_ratio
            end as performance_ratio,
            measured.ideal_good_s / nullif(measured.ideal_s, 0) as quality_ratio,
            case
                when measured.ideal_s > 0 or measured.no_pieces_count_as = 'zero'
                    then measured.ideal_good_s / nullif(measured.planned_s, 0) * measured.cap_ratio
            end as oee_ratio,
            case
                when measured.ideal_s > 0 or measured.no_pieces_count_as = 'zero'
                    then measured.ideal_good_s / nullif(measured.elapsed_s, 0) * measured.cap_ratio
            end as teep_ratio,
            measured.planned_s / nullif(measured.elapsed_s, 0) as utilisation_ratio,
            measured.good_pcs::double precision / nullif(measured.good_pcs + measured.scrap_pcs, 0)
            as yield_ratio,
            1 - measured.unknown_s / nullif(
                measured.elapsed_s - measured.unscheduled_s - measured.planned_stop_s, 0
            ) as coverage_ratio,
            measured.has_doubtful_cycle,
            measured.failures,
            measured.minor_stops,
            measured.status_changes,
            (measured.operational_s + measured.warning_s + measured.minor_stop_s)
            / nullif(measured.failures, 0) as mtbf_s,
            measured.breakdown_s / nullif(measured.failures, 0) as mttr_s,
            (measured.operational_s + measured.warning_s + measured.minor_stop_s) / nullif(
                measured.operational_s + measured.warning_s + measured.minor_stop_s
                + measured.breakdown_s,
                0
            ) as inherent_availability_ratio
        from measured
        %5$s
        $statement$,
        p_keys, p_where, p_policies, p_names, p_joins
    );
$$;

comment on function floor.oee_statement(text, text, text, text, text) is
'The text of a roll-up of OEE: the one place its formulas stand. Arguments: columns to group by, '
'condition on slices, condition on policies, names of the keys, joins that bring the names. '
'Sources: ISO 22400-2 (availability, effectiveness, quality ratio, OEE index, MTBF, MTTR); TPM for '
'the losses and TEEP.';
