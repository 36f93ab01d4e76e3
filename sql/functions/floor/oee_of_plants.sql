-- OEE of several plants together, each over business dates of its own.
--
-- At one instant it is not the same day everywhere, so "the last seven days" are other dates in
-- another zone: no view can group by that. The formulas are those of all views.
create function floor.oee_of_plants(
    p_plant_ids integer[], p_from date[], p_to date[], p_line_id integer default null
) returns table (
    total_pcs bigint,
    good_pcs bigint,
    scrap_pcs bigint,
    yield_ratio double precision,
    breakdown_s double precision,
    setup_s double precision,
    planned_s double precision,
    run_s double precision,
    availability_ratio double precision,
    performance_ratio double precision,
    quality_ratio double precision,
    oee_ratio double precision,
    coverage_ratio double precision
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_where text;
begin
    -- Written out as constants, and by machine: so the index on date and machine serves, and no
    -- join is needed to tell the plant of a slice.
    select
        format(
            'where slices.business_date between %L and %L and (%s)',
            min(spans.from_date), max(spans.to_date),
            string_agg(
                format(
                    '(slices.business_date between %L and %L and slices.machine_id = any(%L))',
                    spans.from_date, spans.to_date, spans.machine_ids
                ),
                ' or '
            )
        )
    into v_where
    from (
        select
            listed.from_date,
            listed.to_date,
            array_agg(machines.machine_id) as machine_ids
        from unnest(p_plant_ids, p_from, p_to) as listed (plant_id, from_date, to_date)
        inner join floor.lines on listed.plant_id = lines.plant_id
        inner join floor.machines on lines.line_id = machines.line_id
        where p_line_id is null or lines.line_id = p_line_id
        group by listed.from_date, listed.to_date
    ) as spans
    having count(*) > 0;
    if v_where is null then
        return;
    end if;

    return query execute format(
        'select measured.total_pcs, measured.good_pcs, measured.scrap_pcs, measured.yield_ratio, '
        'measured.breakdown_s, measured.setup_s, measured.planned_s, measured.run_s, '
        'measured.availability_ratio, measured.performance_ratio, measured.quality_ratio, '
        'measured.oee_ratio, measured.coverage_ratio from (%s) as measured',
        floor.oee_statement($key$'all'::text$key$, v_where, 'where is_default', '', '')
    );
end;
$$;

comment on function floor.oee_of_plants(integer[], date[], date[], integer) is
'OEE of several plants together: three lists of one length say which plants, and from and to which '
'business date of each, both included; p_line_id restricts to one line. One row; none where '
'nothing is known of that time.';
