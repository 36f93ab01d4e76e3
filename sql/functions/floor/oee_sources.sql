-- The rows that a machine's OEE follows from, and who wrote them.
create function floor.oee_sources(
    p_machine_id integer, p_from timestamptz, p_to timestamptz, p_now timestamptz
) returns table (
    item text,
    value numeric,
    unit text,
    from_at timestamptz,
    to_at timestamptz,
    detail text
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    places as (
        select
            machines.line_id,
            plants.time_zone
        from floor.machines
        inner join floor.lines on machines.line_id = lines.line_id
        inner join floor.plants on lines.plant_id = plants.plant_id
        where machines.machine_id = p_machine_id
    ),

    -- the event before the shift, and the job, still hold when it begins
    events as (
        select
            'status event' as item,
            status_events.at as from_at,
            concat_ws(
                ', ', status_events.status, reason_tree.path, nullif(status_events.detail, '')
            ) as detail,
            status_events.source,
            status_events.recorded_by,
            status_events.recorded_at
        from floor.status_events
        left join floor.reason_tree on status_events.reason_id = reason_tree.reason_id
        where
            status_events.machine_id = p_machine_id
            and status_events.at < least(p_to, p_now)
            and status_events.at >= coalesce(
                (
                    select max(before.at)
                    from floor.status_events as before
                    where before.machine_id = p_machine_id and before.at < p_from
                ),
                p_from
            )
    ),

    jobs as (
        select
            'job' as item,
            job_events.at as from_at,
            concat_ws(
                ', ', coalesce(products.product_name, 'nothing set up'), job_events.job_name
            ) as detail,
            job_events.source,
            job_events.recorded_by,
            job_events.recorded_at
        from floor.job_events
        left join floor.products on job_events.product_id = products.product_id
        where
            job_events.machine_id = p_machine_id
            and job_events.at < least(p_to, p_now)
            and job_events.at >= coalesce(
                (
                    select max(before.at)
                    from floor.job_events as before
                    where before.machine_id = p_machine_id and before.at <= p_from
                ),
                p_from
            )
    ),

    counts as (
        select
            (production.good_pcs + production.scrap_pcs)::numeric as value,
            production.at as from_at,
            concat_ws(
                ', ',
                format('%s good, %s rejected', production.good_pcs, production.scrap_pcs),
                products.product_name,
                reason_tree.path
            ) as detail,
            production.source,
            production.recorded_at
        from floor.production
        left join floor.products on production.product_id = products.product_id
        left join floor.reason_tree on production.scrap_reason_id = reason_tree.reason_id
        where
            production.machine_id = p_machine_id
            and production.at >= p_from
            and production.at < p_to
            and production.at <= p_now
    ),

    cycles as (
        select
            ideal_cycles.ideal_cycle_s as value,
            ideal_cycles.valid_from as from_at,
            coalesce(products.product_name, 'any product') as detail,
            ideal_cycles.origin as source,
            lead(ideal_cycles.valid_from) over (
                partition by ideal_cycles.product_id order by ideal_cycles.valid_from
            ) as to_at
        from floor.ideal_cycles
        left join floor.products on ideal_cycles.product_id = products.product_id
        where ideal_cycles.machine_id = p_machine_id and ideal_cycles.valid_from < p_to
    ),

    sources as (
        select
            events.item,
            null::numeric as value,
            null as unit,
            events.from_at,
            null::timestamptz as to_at,
            events.detail,
            events.source,
            events.recorded_by,
            events.recorded_at
        from events
        union all
        select
            jobs.item,
            null as value,
            null as unit,
            jobs.from_at,
            null as to_at,
            jobs.detail,
            jobs.source,
            jobs.recorded_by,
            jobs.recorded_at
        from jobs
        union all
        select
            'count' as item,
            counts.value,
            'pcs' as unit,
            counts.from_at,
            counts.from_at + interval '1 minute' as to_at,
            counts.detail,
            counts.source,
            null as recorded_by,
            counts.recorded_at
        from counts
        union all
        select
            'planned stop' as item,
            extract(epoch from upper(planned_stops.during) - lower(planned_stops.during)) as value,
            's' as unit,
            lower(planned_stops.during) as from_at,
            upper(planned_stops.during) as to_at,
            planned_stops.stop_name as detail,
            planned_stops.origin as source,
            null as recorded_by,
            null as recorded_at
        from floor.planned_stops
        inner join places on planned_stops.line_id = places.line_id
        where
            planned_stops.during && tstzrange(p_from, p_to)
            and coalesce(planned_stops.machine_id, p_machine_id) = p_machine_id
        union all
        select
            'ideal cycle' as item,
            cycles.value,
            's' as unit,
            cycles.from_at,
            cycles.to_at,
            cycles.detail,
            cycles.source,
            null as recorded_by,
            null as recorded_at
        from cycles
        where cycles.to_at is null or cycles.to_at > p_from
        union all
        select
            'shift' as item,
            extract(epoch from upper(shifts.during) - lower(shifts.during)) as value,
            's' as unit,
            lower(shifts.during) as from_at,
            upper(shifts.during) as to_at,
            format('%s of %s', shifts.shift_name, shifts.business_date) as detail,
            shifts.origin as source,
            null as recorded_by,
            null as recorded_at
        from floor.shifts
        inner join places on shifts.line_id = places.line_id
        where shifts.during && tstzrange(p_from, p_to)
    )

    select
        sources.item,
        sources.value,
        sources.unit,
        sources.from_at,
        sources.to_at,
        concat_ws(
            '; ',
            sources.detail,
            'from ' || sources.source,
            'by ' || sources.recorded_by,
            'written ' || to_char(
                sources.recorded_at at time zone places.time_zone, 'YYYY-MM-DD HH24:MI:SS'
            ) || ' ' || places.time_zone
        )
    from sources
    cross join places;
$$;

comment on function floor.oee_sources(integer, timestamptz, timestamptz, timestamptz) is
'The rows a machine''s OEE of a period follows from, with who wrote them and when: one row per '
'status event (and the one before the period), job (and the one that held), count, planned stop, '
'ideal cycle in force and shift.';
