-- Periods of machines, widened to whole slots; those of one machine that touch become one.
create function floor.whole_slots(
    p_machine_ids integer[], p_from timestamptz[], p_to timestamptz[]
) returns table (machine_id integer, from_at timestamptz, to_at timestamptz)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    periods as materialized (
        select listed.*
        from floor.listed_periods(p_machine_ids, p_from, p_to) as listed
    ),

    -- both ends apart, so that a long period is not cut into slots for nothing
    ends as (
        select
            line_id,
            from_at as at
        from periods
        union
        select
            line_id,
            to_at - interval '1 microsecond' as at
        from periods
    ),

    lists as (
        select
            array_agg(ends.line_id) as line_ids,
            array_agg(ends.at) as from_ats,
            array_agg(ends.at + interval '1 microsecond') as to_ats
        from ends
    ),

    slots as materialized (
        select slots.*
        from lists
        cross join lateral floor.slots_over(lists.line_ids, lists.from_ats, lists.to_ats) as slots
    ),

    merged as (
        select
            periods.machine_id,
            range_agg(tstzrange(first_slot.starts_at, last_slot.ends_at)) as during
        from periods
        inner join slots as first_slot
            on periods.line_id = first_slot.line_id and periods.from_at = first_slot.from_at
        inner join slots as last_slot
            on
                periods.line_id = last_slot.line_id
                and periods.to_at - interval '1 microsecond' = last_slot.from_at
        group by periods.machine_id
    )

    select
        merged.machine_id,
        lower(period.during),
        upper(period.during)
    from merged
    cross join lateral unnest(merged.during) as period (during);
$$;

comment on function floor.whole_slots(integer[], timestamptz[], timestamptz[]) is
'Periods of machines, widened to whole slots and united: one row per machine and period, none of '
'which overlap.';
