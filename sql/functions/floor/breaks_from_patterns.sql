-- The breaks of the shifts that patterns and exceptions call for, in absolute time.
create function floor.breaks_from_patterns(p_from date, p_to date) returns table (
    line_id integer,
    business_date date,
    shift_name text,
    stop_name text,
    during tstzrange
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    breaks as (
        select
            shifts.*,
            break_patterns.break_name,
            floor.local_instant(
                shifts.business_date + day.number + break_patterns.starts_at, plants.time_zone
            ) as begins_at,
            -- As long as on any other day, when clocks change too. A day is 24 hours here: both
            -- are times of a clock that does not change.
            break_patterns.ends_at - break_patterns.starts_at
            + interval '24 hours' * (break_patterns.ends_at < break_patterns.starts_at)::integer
                as lasts
        from floor.shifts_from_patterns(p_from, p_to) as shifts
        inner join floor.break_patterns on shifts.shift_pattern_id = break_patterns.shift_pattern_id
        inner join floor.lines on shifts.line_id = lines.line_id
        inner join floor.plants on lines.plant_id = plants.plant_id
        -- after midnight where the shift began before: of the two, the one that lies in it
        cross join generate_series(0, 1) as day (number)
    )

    select distinct
        line_id,
        business_date,
        shift_name,
        break_name,
        during * tstzrange(begins_at, begins_at + lasts)
    from breaks
    where during && tstzrange(begins_at, begins_at + lasts);
$$;

comment on function floor.breaks_from_patterns(date, date) is
'Breaks of the shifts of floor.shifts_from_patterns(): one row per line, business date, shift and '
'break, cut to the shift. An extra shift has none.';
