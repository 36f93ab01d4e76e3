-- Write what floor.shifts_from_patterns() and floor.breaks_from_patterns() say, where it differs.
-- Called under the lock of floor.plan_shifts().
create function floor.write_shifts(p_from date, p_to date) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- plan anew: a plan for one day would take hours over ten years
set plan_cache_mode = force_custom_plan
as $$
declare
    v_planned floor.shifts[];
    v_rows bigint;
    v_written bigint := 0;
begin
    select array_agg(row(
        null, planned.line_id, planned.business_date, planned.shift_name, planned.during, 'plan'
    )::floor.shifts)
    into v_planned
    from floor.shifts_from_patterns(p_from, p_to) as planned
    -- what others wrote stands, and so do the neighbours that are not planned now
    where not exists (
        select from floor.shifts as others
        where int4range(others.line_id, others.line_id, '[]')
        = int4range(planned.line_id, planned.line_id, '[]')
        and others.during && planned.during
        and (
            others.origin <> 'plan'
            or others.business_date < p_from
            or others.business_date >= p_to
        )
    )
    and not exists (
        select from floor.shifts as others
        where others.line_id = planned.line_id
        and others.business_date = planned.business_date
        and others.shift_name = planned.shift_name
        and others.origin <> 'plan'
    );

    delete from floor.shifts as kept
    where kept.origin = 'plan' and kept.business_date >= p_from and kept.business_date < p_to
    and not exists (
        select from unnest(v_planned) as planned
        where planned.line_id = kept.line_id
        and planned.business_date = kept.business_date
        and planned.shift_name = kept.shift_name
    );
    get diagnostics v_rows = row_count;
    v_written := v_written + v_rows;

    select count(*) into v_rows
    from floor.shifts as kept
    inner join unnest(v_planned) as planned
        on kept.line_id = planned.line_id
        and kept.business_date = planned.business_date
        and kept.shift_name = planned.shift_name
    where kept.during <> planned.during;
    v_written := v_written + v_rows;
    if v_rows > 0 then
        -- While a boundary moves, two shifts would overlap: all that do more than grow step aside
        -- first, each to a second of its own.
        update floor.shifts as kept
        set
            during = tstzrange(
                timestamptz '9000-01-01 00:00:00+00' + kept.shift_id * interval '1 second',
                timestamptz '9000-01-01 00:00:01+00' + kept.shift_id * interval '1 second'
            )
        from unnest(v_planned) as planned
        where kept.line_id = planned.line_id
        and kept.business_date = planned.business_date
        and kept.shift_name = planned.shift_name
        and not kept.during <@ planned.during;

        update floor.shifts as kept
        set during = planned.during
        from unnest(v_planned) as planned
        where kept.line_id = planned.line_id
        and kept.business_date = planned.business_date
        and kept.shift_name = planned.shift_name
        and kept.during <> planned.during;
    end if;

    insert into floor.shifts (line_id, business_date, shift_name, during, origin)
    select
        planned.line_id,
        planned.business_date,
        planned.shift_name,
        planned.during,
        'plan'
    from unnest(v_planned) as planned
    where not exists (
        select from floor.shifts as kept
        where kept.line_id = planned.line_id
        and kept.business_date = planned.business_date
        and kept.shift_name = planned.shift_name
    )
    order by planned.line_id, lower(planned.during)
    on conflict do nothing;  -- somebody else was quicker
    get diagnostics v_rows = row_count;
    v_written := v_written + v_rows;

    with

    shifts as materialized (
        select
            shifts.shift_id,
            shifts.line_id,
            shifts.business_date,
            shifts.shift_name
        from floor.shifts
        where shifts.origin = 'plan'
        and shifts.business_date >= p_from and shifts.business_date < p_to
    ),

    planned as materialized (
        select
            shifts.shift_id,
            shifts.line_id,
            breaks.stop_name,
            breaks.during
        from floor.breaks_from_patterns(p_from, p_to) as breaks
        inner join shifts
            on breaks.line_id = shifts.line_id
            and breaks.business_date = shifts.business_date
            and breaks.shift_name = shifts.shift_name
        -- a break somebody moved stays where it is
        where not exists (
            select from floor.planned_stops as others
            where others.shift_id = shifts.shift_id
            and others.stop_name = breaks.stop_name
            and others.origin <> 'plan'
        )
    ),

    kept as materialized (
        select
            planned_stops.shift_id,
            shifts.line_id,
            planned_stops.stop_name,
            planned_stops.during
        from floor.planned_stops
        inner join shifts on planned_stops.shift_id = shifts.shift_id
        where planned_stops.origin = 'plan'
    ),

    surplus as (
        select shift_id, stop_name, during from kept
        except
        select shift_id, stop_name, during from planned
    ),

    missing as (
        select shift_id, stop_name, during, line_id from planned
        except
        select shift_id, stop_name, during, line_id from kept
    ),

    gone as (
        delete from floor.planned_stops
        using surplus
        where planned_stops.origin = 'plan'
        and planned_stops.shift_id = surplus.shift_id
        and planned_stops.stop_name = surplus.stop_name
        and planned_stops.during = surplus.during
        returning planned_stops.planned_stop_id
    ),

    new as (
        insert into floor.planned_stops (line_id, shift_id, stop_name, during, origin)
        select
            missing.line_id,
            missing.shift_id,
            missing.stop_name,
            missing.during,
            'plan'
        from missing
        order by missing.line_id, lower(missing.during)
        returning planned_stop_id
    )

    select (select count(*) from gone) + (select count(*) from new) into v_rows;
    return v_written + v_rows;
end;
$$;

comment on function floor.write_shifts(date, date) is
'Brings floor.shifts and floor.planned_stops of origin "plan" in line with patterns and '
'exceptions, for business dates from the first to before the second; a shift keeps its key. '
'Returns the number of rows written. Call floor.plan_shifts(), which takes the lock.';
