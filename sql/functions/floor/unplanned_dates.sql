-- Where floor.shifts has gaps at its ends: cheap, because every refresh asks.
create function floor.unplanned_dates(p_to date) returns datemultirange
language plpgsql stable
set search_path = pg_catalog, pg_temp
-- Find the first and the last shift by walking the index, whatever statistics promise of a sort.
set enable_sort = off
set enable_bitmapscan = off
as $$
declare
    v_from constant date := floor.first_date_to_plan();
    v_gaps datemultirange;
    v_surplus datemultirange;
begin
    if v_from is null then
        return '{}';  -- no machine: nothing to plan for
    end if;

    with

    lines as materialized (
        select
            lines.line_id,
            lines.plant_id,
            least(lines.retired_at, plants.retired_at) as retired_at,
            (least(lines.retired_at, plants.retired_at) at time zone plants.time_zone)::date
                as retired_on,
            (
                select shifts.business_date from floor.shifts
                where shifts.line_id = lines.line_id and shifts.business_date < p_to
                and shifts.origin = 'plan'
                order by shifts.business_date
                limit 1
            ) as first_on,
            (
                select shifts.business_date from floor.shifts
                where shifts.line_id = lines.line_id and shifts.business_date < p_to
                and shifts.origin = 'plan'
                order by shifts.business_date desc
                limit 1
            ) as last_on
        from floor.lines
        inner join floor.plants on lines.plant_id = plants.plant_id
    ),

    -- between first and last, triggers keep the plan
    planned as materialized (
        select
            lines.*,
            case
                when lines.first_on is null then '{}'
                else datemultirange(daterange(lines.first_on, lines.last_on, '[]'))
            end as dates
        from lines
    ),

    worked as (
        select
            planned.*,
            shift_patterns.valid_from,
            shift_patterns.valid_to
        from planned
        inner join floor.shift_patterns
            on planned.line_id = shift_patterns.line_id
            or (shift_patterns.line_id is null and planned.plant_id = shift_patterns.plant_id)
        union all
        select
            planned.*,
            calendar_exceptions.business_date,
            calendar_exceptions.business_date + 1
        from planned
        inner join floor.calendar_exceptions
            on planned.line_id = calendar_exceptions.line_id
            or (
                calendar_exceptions.line_id is null
                and planned.plant_id = calendar_exceptions.plant_id
            )
        where calendar_exceptions.starts_at is not null
    ),

    bounded as (
        select
            worked.dates,
            greatest(worked.valid_from, v_from) as from_date,
            -- the day a line retires on was planned when that lay ahead
            least(worked.valid_to, p_to, worked.retired_on + (worked.first_on is null)::integer)
                as to_date
        from worked
    )

    select range_agg(datemultirange(daterange(bounded.from_date, bounded.to_date)) - bounded.dates)
    into v_gaps
    from bounded
    where bounded.from_date < bounded.to_date;

    -- A gap may be a week-end.
    select range_agg(gap.dates) into v_gaps
    from unnest(v_gaps) as gap (dates)
    where exists (
        select from floor.shifts_from_patterns(lower(gap.dates), upper(gap.dates)) as planned
        where not exists (
            select from floor.shifts
            where shifts.line_id = planned.line_id
            and shifts.business_date = planned.business_date
            and shifts.shift_name = planned.shift_name
        )
    );

    select range_agg(daterange(
        (least(lines.retired_at, plants.retired_at) at time zone plants.time_zone)::date - 2,
        last_shift.business_date,
        '[]'
    ))
    into v_surplus
    from floor.lines
    inner join floor.plants on lines.plant_id = plants.plant_id
    cross join lateral (
        select
            shifts.business_date,
            upper(shifts.during) as ends_at
        from floor.shifts
        where shifts.line_id = lines.line_id and shifts.origin = 'plan'
        order by lower(shifts.during) desc
        limit 1
    ) as last_shift
    where last_shift.ends_at > least(lines.retired_at, plants.retired_at);

    return coalesce(v_gaps, '{}') + coalesce(v_surplus, '{}');
end;
$$;

comment on function floor.unplanned_dates(date) is
'Business dates before the given one whose shifts floor.plan_shifts() must bring in line: before '
'the first and after the last planned shift of a line, from two days before the first fact, and '
'after the retirement of a line. Empty when nothing is to be done.';
