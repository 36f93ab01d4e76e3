-- Slots of machines, cut further where the job or the ideal cycle changed.
create function floor.cells_over(
    p_machine_ids integer[], p_from timestamptz[], p_to timestamptz[]
) returns table (
    machine_id integer,
    slice_starts_at timestamptz,
    slice_ends_at timestamptz,
    shift_id integer,
    business_date date,
    starts_at timestamptz,
    ends_at timestamptz,
    product_id integer,
    ideal_cycle_s numeric
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    periods as materialized (
        select listed.*
        from floor.listed_periods(p_machine_ids, p_from, p_to) as listed
    ),

    lists as (
        select
            array_agg(periods.line_id) as line_ids,
            array_agg(periods.from_at) as from_ats,
            array_agg(periods.to_at) as to_ats
        from (select distinct line_id, from_at, to_at from periods) as periods
    ),

    slots as materialized (
        select
            periods.machine_id,
            slots.starts_at,
            slots.ends_at,
            slots.shift_id,
            slots.business_date
        from lists
        cross join lateral floor.slots_over(lists.line_ids, lists.from_ats, lists.to_ats) as slots
        inner join periods
            on
                slots.line_id = periods.line_id
                and slots.from_at = periods.from_at
                and slots.to_at = periods.to_at
    ),

    cuts as (
        -- periods of one machine may meet in a slot: union keeps it once
        select
            slots.*,
            slots.starts_at as at
        from slots
        union
        select
            slots.*,
            job_events.at
        from slots
        inner join floor.job_events
            on
                slots.machine_id = job_events.machine_id
                and slots.starts_at < job_events.at
                and slots.ends_at > job_events.at
        union
        select
            slots.*,
            ideal_cycles.valid_from as at
        from slots
        inner join floor.ideal_cycles
            on
                slots.machine_id = ideal_cycles.machine_id
                and slots.starts_at < ideal_cycles.valid_from
                and slots.ends_at > ideal_cycles.valid_from
    ),

    cells as (
        select
            cuts.*,
            lead(cuts.at, 1, cuts.ends_at) over (
                partition by cuts.machine_id, cuts.starts_at order by cuts.at
            ) as until
        from cuts
    )

    select
        cells.machine_id,
        cells.starts_at,
        cells.ends_at,
        cells.shift_id,
        cells.business_date,
        cells.at,
        cells.until,
        job.product_id,
        floor.ideal_cycle_s(cells.machine_id, job.product_id, cells.at)
    from cells
    left join lateral (
        select job_events.product_id
        from floor.job_events
        where job_events.machine_id = cells.machine_id and job_events.at <= cells.at
        order by job_events.at desc
        limit 1
    ) as job on true;
$$;

comment on function floor.cells_over(integer[], timestamptz[], timestamptz[]) is
'Slots of machines, cut further where the job or the ideal cycle changed: one row per machine and '
'cell, in which shift, hour, product and ideal cycle are constant. Slots come whole.';
