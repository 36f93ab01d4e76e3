-- How the time of lines is cut: at local clock hours, and where shifts begin and end.
-- Three lists of one length: lines, and begin and end of a period of each. Slots come whole: the
-- first may begin before the period, the last may end after it.
create function floor.slots_over(
    p_line_ids integer[], p_from timestamptz[], p_to timestamptz[]
) returns table (
    line_id integer,
    from_at timestamptz,
    to_at timestamptz,
    starts_at timestamptz,
    ends_at timestamptz,
    shift_id integer,
    business_date date
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    periods as (
        select distinct
            asked.line_id,
            asked.from_at,
            asked.to_at,
            -- a local hour lasts 1.5 hours where clocks go back by half an hour
            asked.from_at - interval '2 hours' as cuts_from_at,
            asked.to_at + interval '2 hours' as cuts_to_at,
            plants.time_zone
        from unnest(p_line_ids, p_from, p_to) as asked (line_id, from_at, to_at)
        inner join floor.lines on asked.line_id = lines.line_id
        inner join floor.plants on lines.plant_id = plants.plant_id
        where asked.from_at < asked.to_at
    ),

    cuts as (
        -- Zones differ from UTC by whole quarters of an hour, so a local hour begins on one.
        select
            periods.*,
            quarter.at
        from periods
        cross join lateral generate_series(
            date_trunc('hour', periods.cuts_from_at, 'UTC'), periods.cuts_to_at, interval '15 minutes'
        ) as quarter (at)
        where extract(minute from quarter.at at time zone periods.time_zone) = 0
        union
        select
            periods.*,
            edge.at
        from periods
        inner join floor.shifts
            on
                int4range(periods.line_id, periods.line_id, '[]')
                = int4range(shifts.line_id, shifts.line_id, '[]')
                and shifts.during && tstzrange(periods.cuts_from_at, periods.cuts_to_at)
        cross join lateral (values (lower(shifts.during)), (upper(shifts.during))) as edge (at)
        where edge.at between periods.cuts_from_at and periods.cuts_to_at
    ),

    slots as (
        select
            cuts.*,
            lead(cuts.at) over (
                partition by cuts.line_id, cuts.from_at, cuts.to_at order by cuts.at
            ) as ends_at
        from cuts
    )

    select
        slots.line_id,
        slots.from_at,
        slots.to_at,
        slots.at,
        slots.ends_at,
        shifts.shift_id,
        coalesce(shifts.business_date, (slots.at at time zone slots.time_zone)::date)
    from slots
    left join floor.shifts
        on
            int4range(slots.line_id, slots.line_id, '[]')
            = int4range(shifts.line_id, shifts.line_id, '[]')
            and shifts.during @> slots.at
    where slots.ends_at > slots.from_at and slots.at < slots.to_at;
$$;

comment on function floor.slots_over(integer[], timestamptz[], timestamptz[]) is
'How the time of lines is cut: one row per line, period asked for and slot, that is a local clock '
'hour or the part of it inside or outside a shift. Slots come whole, beyond the period if need be.';
