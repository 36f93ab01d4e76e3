-- How the figures of a row of OEE follow from its components, by the default policy.
-- Takes the row as jsonb, because rows of all roll-ups have these columns. Nothing is calculated
-- here: values are those of the row, and a formula is text.
create function floor.explain_figures(p_row jsonb) returns table (
    section text,
    place integer,
    item text,
    value numeric,
    unit text,
    formula text
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    policies as (
        select kpi_policies.*
        from floor.kpi_policies
        where kpi_policies.is_default
    ),

    texts as (
        select
            policies.performance_is_capped and (p_row ->> 'has_doubtful_cycle')::boolean as is_cut,
            concat_ws(
                ' + ',
                'operational', 'warning', 'minor_stop', 'breakdown',
                case policies.setup_counts_as when 'loss' then 'setup' end,
                case when policies.unknown_counts_as <> 'outside' then 'unknown' end,
                case policies.planned_stops_count_as when 'loss' then 'planned_stop' end,
                case policies.planned_downs_count_as when 'loss' then 'planned_down' end
            ) || format(' (policy "%s")', policies.policy_name) as planned,
            concat_ws(
                ' + ',
                'operational', 'warning',
                case policies.minor_stops_count_as when 'performance' then 'minor_stop' end,
                case policies.unknown_counts_as when 'run' then 'unknown' end
            ) || format(' (policy "%s")', policies.policy_name) as run
        from policies
    ),

    lines as (
        select listed.*
        from texts
        cross join lateral (
            values
            (
                'figure', 1, 'OEE', 'oee_ratio', 'ratio', 'fully_productive / planned',
                'fully_productive_s', 'planned_s'
            ),
            (
                'figure', 2, 'availability', 'availability_ratio', 'ratio', 'run / planned',
                'run_s', 'planned_s'
            ),
            (
                'figure', 3, 'performance', 'performance_ratio', 'ratio', 'ideal / run',
                'ideal_s', 'run_s'
            ),
            (
                'figure', 4, 'quality', 'quality_ratio', 'ratio', 'fully_productive / ideal',
                'fully_productive_s', 'ideal_s'
            ),
            ('component', 1, 'planned', 'planned_s', 's', texts.planned, null, null),
            ('component', 2, 'run', 'run_s', 's', texts.run, null, null),
            (
                'component', 3, 'ideal', 'ideal_s', 's', 'sum of pieces x ideal cycle',
                null, null
            ),
            (
                'component', 4, 'fully_productive', 'fully_productive_s', 's',
                'sum of good pieces x ideal cycle', null, null
            ),
            ('component', 5, 'operational', 'operational_s', 's', 'sum of intervals', null, null),
            ('component', 6, 'warning', 'warning_s', 's', 'sum of intervals', null, null),
            ('component', 7, 'minor_stop', 'minor_stop_s', 's', 'sum of intervals', null, null),
            ('component', 8, 'setup', 'setup_s', 's', 'sum of intervals', null, null),
            ('component', 9, 'breakdown', 'breakdown_s', 's', 'sum of intervals', null, null),
            ('component', 10, 'unknown', 'unknown_s', 's', 'sum of intervals', null, null),
            (
                'component', 11, 'planned_stop', 'planned_stop_s', 's', 'sum of intervals',
                null, null
            ),
            (
                'component', 12, 'planned_down', 'planned_down_s', 's', 'sum of intervals',
                null, null
            ),
            ('component', 13, 'scheduled', 'scheduled_s', 's', 'all intervals', null, null),
            ('component', 14, 'pieces', 'total_pcs', 'pcs', 'good + rejected', null, null),
            ('component', 15, 'good', 'good_pcs', 'pcs', 'sum of counts', null, null),
            ('component', 16, 'rejected', 'scrap_pcs', 'pcs', 'sum of counts', null, null),
            (
                'component', 17, 'without ideal cycle', 'uncycled_pcs', 'pcs',
                'counts that ideal seconds lack', null, null
            )
        ) as listed (section, place, item, key, unit, formula, dividend, divisor)
    )

    select
        lines.section,
        lines.place,
        lines.item,
        (p_row ->> lines.key)::numeric,
        lines.unit,
        lines.formula || case
            when lines.dividend is null then ''
            when (p_row ->> lines.key) is null then ': nothing to divide, or to divide by'
            else format(
                ' = %s s / %s s', trim_scale((p_row ->> lines.dividend)::numeric),
                trim_scale((p_row ->> lines.divisor)::numeric)
            ) || case
                when texts.is_cut and lines.key in ('oee_ratio', 'performance_ratio')
                    then ', cut to performance 1 by the policy'
                else ''
            end
        end
    from lines
    cross join texts;
$$;

comment on function floor.explain_figures(jsonb) is
'How the figures of a row of OEE follow from its components: one row per figure and component, '
'with the formula as text, by the default policy. Takes a row of any roll-up as jsonb.';
