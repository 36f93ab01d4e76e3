-- The shifts that patterns and exceptions call for, in absolute time.
create function floor.shifts_from_patterns(p_from date, p_to date) returns table (
    line_id integer,
    business_date date,
    shift_name text,
    during tstzrange,
    shift_pattern_id integer
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    lines as (
        select
            lines.line_id,
            lines.plant_id,
            plants.time_zone,
            least(lines.retired_at, plants.retired_at) as retired_at
        from floor.lines
        inner join floor.plants on lines.plant_id = plants.plant_id
    ),

    days as (
        -- the day before, too: its last shift may reach into the first day
        select p_from + day.number as business_date
        from generate_series(-1, p_to - p_from - 1) as day (number)
        where p_from < p_to
    ),

    patterns as (
        select
            lines.line_id as of_line_id,
            shift_patterns.*
        from lines
        inner join floor.shift_patterns on lines.line_id = shift_patterns.line_id
        union all
        select
            lines.line_id as of_line_id,
            shift_patterns.*
        from lines
        inner join floor.shift_patterns on lines.plant_id = shift_patterns.plant_id
        where shift_patterns.line_id is null
    ),

    valid_patterns as (
        select
            patterns.*,
            days.business_date,
            bool_or(patterns.line_id is not null) over (
                partition by patterns.of_line_id, days.business_date
            ) as has_own
        from patterns
        inner join days
            on days.business_date >= patterns.valid_from and days.business_date < patterns.valid_to
    ),

    exceptions as (
        select
            lines.line_id as of_line_id,
            calendar_exceptions.*
        from lines
        inner join floor.calendar_exceptions
            on
                lines.line_id = calendar_exceptions.line_id
                or (
                    calendar_exceptions.line_id is null
                    and lines.plant_id = calendar_exceptions.plant_id
                )
        where
            calendar_exceptions.business_date >= p_from - 1
            and calendar_exceptions.business_date < p_to
    ),

    candidates as (
        select
            of_line_id as line_id,
            business_date,
            shift_name,
            shift_pattern_id,
            valid_from,
            starts_at,
            ends_at
        from valid_patterns
        where
            (line_id is not null or not has_own)
            and extract(isodow from business_date) = any(weekdays)
        union all
        select
            of_line_id as line_id,
            business_date,
            shift_name,
            null as shift_pattern_id,
            null as valid_from,
            null as starts_at,
            null as ends_at
        from exceptions
        where starts_at is not null
    ),

    -- One answer per line, date and name. The line comes before its plant, the shift before the
    -- day; of two patterns of one name the one that came into force later.
    decided as (
        select distinct on (
            candidates.line_id, candidates.business_date, lower(candidates.shift_name)
        )
            candidates.line_id,
            candidates.business_date,
            candidates.shift_name,
            candidates.shift_pattern_id,
            case
                when exceptions.of_line_id is null then candidates.starts_at
                else exceptions.starts_at
            end as starts_at,
            case
                when exceptions.of_line_id is null then candidates.ends_at
                else exceptions.ends_at
            end as ends_at
        from candidates
        left join exceptions
            on
                candidates.line_id = exceptions.of_line_id
                and candidates.business_date = exceptions.business_date
                and (
                    exceptions.shift_name is null
                    or lower(candidates.shift_name) = lower(exceptions.shift_name)
                )
        order by
            candidates.line_id,
            candidates.business_date,
            lower(candidates.shift_name),
            exceptions.line_id is null,
            exceptions.shift_name is null,
            exceptions.calendar_exception_id desc,
            candidates.valid_from desc nulls last,
            candidates.shift_pattern_id desc nulls last
    ),

    timed as (
        select
            decided.*,
            lines.retired_at,
            floor.local_instant(
                decided.business_date + decided.starts_at, lines.time_zone
            ) as begins_at,
            floor.local_instant(
                decided.business_date + decided.ends_at
                + interval '1 day' * (decided.ends_at <= decided.starts_at)::integer,
                lines.time_zone
            ) as finishes_at
        from decided
        inner join lines on decided.line_id = lines.line_id
        where decided.starts_at is not null
    ),

    fitted as (
        select
            timed.*,
            -- greatest and least pass over nulls
            greatest(
                timed.begins_at,
                max(timed.finishes_at) over (
                    partition by timed.line_id
                    order by timed.begins_at, timed.business_date, timed.shift_name
                    rows between unbounded preceding and 1 preceding
                )
            ) as fitted_from,
            least(timed.finishes_at, timed.retired_at) as fitted_to
        from timed
    )

    select
        line_id,
        business_date,
        shift_name,
        tstzrange(fitted_from, fitted_to),
        shift_pattern_id
    from fitted
    where fitted_from < fitted_to and business_date >= p_from;
$$;

comment on function floor.shifts_from_patterns(date, date) is
'Shifts to be worked by patterns and exceptions, from the first date to before the second: one row '
'per line, business date and shift. Where two of a line would overlap, the one that begins later '
'begins when the other ends. shift_pattern_id is the pattern whose breaks it has, null for an '
'extra shift.';
