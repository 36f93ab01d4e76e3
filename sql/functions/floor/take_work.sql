-- What a refresh does now: the open hours of all machines, and of changed periods the newest.
create function floor.take_work(
    p_machine_ids integer[],
    p_facts text[],
    p_from timestamptz[],
    p_to timestamptz[],
    p_open_from timestamptz,
    p_now timestamptz,
    p_most_hours integer
) returns table (machine_id integer, from_at timestamptz, to_at timestamptz)
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    with

    beginnings as materialized (
        select
            machine_beginnings.machine_id,
            machine_beginnings.begins_at,
            machines.retired_at
        from floor.machine_beginnings
        inner join floor.machines on machine_beginnings.machine_id = machines.machine_id
        where machine_beginnings.machine_id = any(p_machine_ids)
    ),

    reached as (
        select
            due.machine_id,
            greatest(due.from_at, beginnings.begins_at) as from_at,
            due.to_at
        from floor.periods_due(p_machine_ids, p_facts, p_from, p_to, p_now) as due
        inner join beginnings on due.machine_id = beginnings.machine_id
        -- what is open is done anyway
        where due.changed_from_at < p_open_from
        union all
        -- a fact before all others opens the time up to what was accounted for so far
        select
            beginnings.machine_id,
            beginnings.begins_at as from_at,
            least(first_slice.starts_at, beginnings.retired_at, p_now) as to_at
        from beginnings
        left join lateral (
            select min(oee_slices.starts_at) as starts_at
            from floor.oee_slices
            where oee_slices.machine_id = beginnings.machine_id
        ) as first_slice on true
    ),

    -- several facts of one time are one piece of work
    changed as (
        select
            reached.machine_id,
            range_agg(tstzrange(reached.from_at, reached.to_at)) as during
        from reached
        where reached.from_at < reached.to_at
        group by reached.machine_id
    ),

    newcomers as materialized (
        select
            machines.machine_id,
            beginning.begins_at
        from floor.machines
        cross join lateral (
            select machine_beginnings.begins_at
            from floor.machine_beginnings
            where machine_beginnings.machine_id = machines.machine_id
            -- one by one, for the few there are
            offset 0 -- noqa: AM09
        ) as beginning
        where machines.commissioned_at > p_open_from
    ),

    -- a day at a time, so that the newest can come first
    days as (
        select
            changed.machine_id,
            day.from_at,
            least(upper(period.during), day.from_at + interval '24 hours') as to_at
        from changed
        cross join lateral unnest(changed.during) as period (during)
        cross join lateral generate_series(
            lower(period.during), upper(period.during), interval '24 hours'
        ) as day (from_at)
        where day.from_at < upper(period.during)
    ),

    ranked as (
        select
            days.*,
            coalesce(
                sum(extract(epoch from days.to_at - days.from_at)) over (
                    order by days.to_at desc, days.machine_id
                    rows between unbounded preceding and 1 preceding
                ) / 3600 < p_most_hours,
                true
            ) as is_taken
        from days
    ),

    postponed as (
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select
            ranked.machine_id,
            ranked.from_at,
            ranked.to_at
        from ranked
        where not ranked.is_taken
    ),

    taken as (
        select
            ranked.machine_id,
            ranked.from_at,
            ranked.to_at
        from ranked
        where ranked.is_taken
        union all
        select
            machines.machine_id,
            greatest(p_open_from, newcomers.begins_at) as from_at,
            p_now as to_at
        from floor.machines
        left join newcomers on machines.machine_id = newcomers.machine_id
        where
            greatest(p_open_from, newcomers.begins_at) < p_now
            and coalesce(machines.retired_at, 'infinity') > p_open_from
    ),

    lists as (
        select
            array_agg(taken.machine_id) as machine_ids,
            array_agg(taken.from_at) as from_ats,
            array_agg(taken.to_at) as to_ats
        from taken
    )

    select slots.*
    from lists
    cross join lateral floor.whole_slots(lists.machine_ids, lists.from_ats, lists.to_ats) as slots;
$$;

comment on function floor.take_work(
    integer[], text[], timestamptz[], timestamptz[], timestamptz, timestamptz, integer
) is
'What a refresh does now: whole-slot periods, one row per machine and period. Changed periods '
'beyond '
'p_most_hours machine hours, the oldest, go back into floor.oee_dirty.';
