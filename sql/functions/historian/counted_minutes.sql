-- Pieces by the minute, from the steps of all counters of a machine on one connection.
--
-- What has no counter of its own is the total less the other. A piece whose total was counted at
-- 11:59:59.9 and itself as good at 12:00:00.1 would make a reject of one minute and less than none
-- of the next: such a shortage is settled with the minute before, what is left of it with the
-- minute after, so that sums stay true. What is left even then is a contradiction.
create function historian.counted_minutes(
    p_machines integer[], p_connections integer[], p_from timestamptz[], p_to timestamptz[]
) returns table (
    machine_id integer,
    connection_id integer,
    at timestamptz,
    good_pcs bigint,
    scrap_pcs bigint,
    good_counted_pcs bigint,
    scrap_counted_pcs bigint,
    total_counted_pcs bigint,
    contradiction_pcs bigint
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    -- said apart from the stretches, so that other days are left out before the work begins
    v_first_at constant timestamptz := (
        select min(listed.at) - interval '2 minutes' from unnest(p_from) as listed (at)
    );
    v_last_at constant timestamptz := (
        select max(listed.at) + interval '3 minutes' from unnest(p_to) as listed (at)
    );
begin
    return query
    with

    counters as (
        select
            listed.stretch_no,
            listed.from_at,
            listed.to_at,
            tags.tag_id,
            tags.role,
            bool_or(tags.is_enabled and tags.role = 'good') over of_stretch as has_good,
            bool_or(tags.is_enabled and tags.role = 'scrap') over of_stretch as has_scrap,
            bool_or(tags.is_enabled and tags.role = 'total') over of_stretch as has_total,
            -- two minutes on each side, as far as a shortage can be felt
            case
                when bool_or(tags.role = 'total') over of_stretch then interval '2 minutes'
                else interval '0'
            end as margin
        from unnest(p_machines, p_connections, p_from, p_to) with ordinality
            as listed (machine_id, connection_id, from_at, to_at, stretch_no)
        cross join lateral (
            select
                tags.tag_id,
                tags.role,
                tags.is_enabled
            from floor.tags
            where
                tags.machine_id = listed.machine_id
                and tags.connection_id = listed.connection_id
                and tags.role in ('good', 'scrap', 'total')
            -- here and below: holds the planner to looking up one after the other by key, also
            -- when it plans while tables are empty
            offset 0 -- noqa: AM09
        ) as tags
        window of_stretch as (partition by listed.stretch_no)
    ),

    sums as (
        select
            counters.stretch_no,
            date_bin('1 minute', steps.at, '2000-01-01 00:00+00') as at,
            coalesce(sum(steps.step_pcs) filter (where counters.role = 'good'), 0) as good,
            coalesce(sum(steps.step_pcs) filter (where counters.role = 'scrap'), 0) as scrap,
            coalesce(sum(steps.step_pcs) filter (where counters.role = 'total'), 0) as total,
            -- a counter that was switched off counted while it was on
            bool_or(counters.has_good or counters.role = 'good') as has_good,
            bool_or(counters.has_scrap or counters.role = 'scrap') as has_scrap,
            bool_or(counters.has_total or counters.role = 'total') as has_total
        from counters
        cross join lateral (
            select
                counter_steps.at,
                counter_steps.step_pcs
            from historian.counter_steps
            where
                counter_steps.tag_id = counters.tag_id
                and counter_steps.at >= counters.from_at - counters.margin
                and counter_steps.at < counters.to_at + counters.margin + interval '1 minute'
                and counter_steps.at between v_first_at and v_last_at
            offset 0 -- noqa: AM09
        ) as steps
        group by counters.stretch_no, date_bin('1 minute', steps.at, '2000-01-01 00:00+00')
    ),

    differences as (
        select
            sums.*,
            case
                when sums.has_total and not sums.has_good then sums.total - sums.scrap
                when sums.has_total and not sums.has_scrap then sums.total - sums.good
                else 0
            end as difference
        from sums
    ),

    from_before as (
        select
            differences.*,
            least(
                greatest(-differences.difference, 0),
                coalesce(sum(greatest(differences.difference, 0)) over minute_before, 0)
            ) as taken
        from differences
        window minute_before as (
            partition by differences.stretch_no
            order by differences.at
            range between interval '1 minute' preceding and interval '1 minute' preceding
        )
    ),

    lent_to_next as (
        select
            from_before.*,
            greatest(from_before.difference, 0)
            - coalesce(sum(from_before.taken) over minute_after, 0) as left_over,
            greatest(-from_before.difference, 0) - from_before.taken as shortage
        from from_before
        window minute_after as (
            partition by from_before.stretch_no
            order by from_before.at
            range between interval '1 minute' following and interval '1 minute' following
        )
    ),

    from_after as (
        select
            lent_to_next.*,
            least(
                lent_to_next.shortage, coalesce(sum(lent_to_next.left_over) over minute_after, 0)
            ) as taken_after
        from lent_to_next
        window minute_after as (
            partition by lent_to_next.stretch_no
            order by lent_to_next.at
            range between interval '1 minute' following and interval '1 minute' following
        )
    ),

    settled as (
        select
            from_after.*,
            from_after.left_over - coalesce(sum(from_after.taken_after) over minute_before, 0)
                as derived
        from from_after
        window minute_before as (
            partition by from_after.stretch_no
            order by from_after.at
            range between interval '1 minute' preceding and interval '1 minute' preceding
        )
    )

    select
        p_machines[settled.stretch_no],
        p_connections[settled.stretch_no],
        settled.at,
        case when settled.has_good then settled.good else settled.derived end::bigint,
        case
            when settled.has_scrap or not settled.has_good then settled.scrap
            else settled.derived
        end::bigint,
        settled.good::bigint,
        settled.scrap::bigint,
        settled.total::bigint,
        (settled.shortage - settled.taken_after)::bigint
    from settled
    where settled.at between p_from[settled.stretch_no] and p_to[settled.stretch_no];
end;
$$;

comment on function historian.counted_minutes(
    integer[], integer[], timestamptz[], timestamptz[]
) is
'Pieces that counters of machines counted, one row per machine, connection and minute in which '
'any of them moved: good and scrap as they go into floor.production; what the counters of each '
'role counted; and by how many pieces good or scrap exceeded the total even with the minutes '
'before and after. Four lists of one length: periods that do not overlap, from first to last '
'minute.';
