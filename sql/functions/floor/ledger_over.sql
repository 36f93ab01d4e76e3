-- The ledger: what every second of machines was, each in exactly one bucket.
--
-- Everything that cuts time (events, shifts and hours, jobs, planned stops) is numbered in the
-- order it happened and laid on one line; walking along it, the highest number so far says what
-- holds. Three lists of one length: machines, and begin and end of a period of each; periods of
-- one machine are whole slots and do not overlap. Nothing after p_now, or after a machine
-- retired, is looked at.
create function floor.ledger_over(
    p_machine_ids integer[], p_from timestamptz[], p_to timestamptz[], p_now timestamptz
) returns table (
    machine_id integer,
    starts_at timestamptz,
    ends_at timestamptz,
    slice_starts_at timestamptz,
    slice_ends_at timestamptz,
    shift_id integer,
    business_date date,
    product_id integer,
    ideal_cycle_s numeric,
    bucket text,
    status text,
    is_status_change boolean,
    reason_id integer,
    stop_started_at timestamptz,
    stop_bucket text,
    is_stop_beginning boolean
)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with

    periods as (
        select
            listed.period_no,
            listed.machine_id,
            listed.line_id,
            listed.micro_stop_limit_s * interval '1 second' as micro_stop_limit,
            listed.from_at,
            least(listed.to_at, listed.retired_at, p_now) as to_at
        from floor.listed_periods(p_machine_ids, p_from, p_to) as listed
        where listed.from_at < least(listed.to_at, listed.retired_at, p_now)
    ),

    -- A stop is judged as a whole, however little of it lies in the period.
    reaches as (
        select
            periods.*,
            case
                when before.status = 'down' then coalesce(running_before.at, '-infinity')
                else coalesce(before.at, periods.from_at)
            end as events_from_at,
            case
                when last.status = 'down' then coalesce(running_after.at, p_now)
                else periods.to_at
            end as events_to_at
        from periods
        left join lateral (
            select
                status_events.at,
                status_events.status
            from floor.status_events
            where
                status_events.machine_id = periods.machine_id
                and status_events.at < periods.from_at
            order by status_events.at desc
            limit 1
        ) as before on true
        left join lateral (
            select status_events.at
            from floor.status_events
            where
                status_events.machine_id = periods.machine_id
                and status_events.at < periods.from_at
                and status_events.status <> 'down'
            order by status_events.at desc
            limit 1
        ) as running_before on before.status = 'down'
        left join lateral (
            select status_events.status
            from floor.status_events
            where
                status_events.machine_id = periods.machine_id
                and status_events.at < periods.to_at
            order by status_events.at desc
            limit 1
        ) as last on true
        left join lateral (
            select status_events.at
            from floor.status_events
            where
                status_events.machine_id = periods.machine_id
                and status_events.at >= periods.to_at
                and status_events.at < p_now
                and status_events.status <> 'down'
            order by status_events.at
            limit 1
        ) as running_after on last.status = 'down'
    ),

    events as (
        select
            reaches.period_no,
            reaches.micro_stop_limit,
            known.at,
            known.status,
            known.reason_id,
            lag(known.status) over (
                partition by reaches.period_no order by known.at
            ) is distinct from known.status as is_run_start
        from reaches
        cross join lateral (
            select
                status_events.at,
                status_events.status,
                status_events.reason_id
            from floor.status_events
            where
                status_events.machine_id = reaches.machine_id
                and status_events.at >= reaches.events_from_at
                and status_events.at <= reaches.events_to_at
                and status_events.at < p_now
            -- by the index for each period, however small the planner takes the table to be
            offset 0 -- noqa: AM09
        ) as known
    ),

    runs as (
        select
            events.*,
            count(*) filter (where events.is_run_start) over (
                partition by events.period_no order by events.at
            ) as run_no
        from events
    ),

    -- A run of one status ends where the next begins.
    beginnings as (
        select
            runs.period_no,
            runs.run_no,
            runs.status,
            runs.at as started_at,
            lead(runs.at, 1, p_now) over (
                partition by runs.period_no order by runs.at
            ) as ended_at
        from runs
        where runs.is_run_start
    ),

    -- A reason holds until the next one is given; the first one also for what came before it.
    given as (
        select
            runs.*,
            count(runs.reason_id) over (
                partition by runs.period_no, runs.run_no order by runs.at
            ) as reasons_given
        from runs
        where runs.status = 'down'
    ),

    explained as (
        select
            given.*,
            coalesce(
                max(given.reason_id) over (
                    partition by given.period_no, given.run_no, given.reasons_given
                ),
                max(given.reason_id) filter (where given.reasons_given = 1) over (
                    partition by given.period_no, given.run_no
                )
            ) as known_reason_id
        from given
    ),

    stretches as (
        select
            explained.*,
            explained.is_run_start
            or explained.known_reason_id is distinct from lag(explained.known_reason_id) over (
                partition by explained.period_no, explained.run_no order by explained.at
            ) as is_stretch_start
        from explained
    ),

    stops as (
        select
            stretches.period_no,
            stretches.at,
            stretches.is_run_start,
            stretches.known_reason_id as reason_id,
            beginnings.started_at,
            case
                when reason_tree.is_planned then 'planned_down'
                when beginnings.ended_at - beginnings.started_at < stretches.micro_stop_limit
                    then 'minor_stop'
                when reason_tree.oee_factor = 'performance' then 'minor_stop'
                when reason_tree.loss_category = 'setup' then 'setup'
                else 'breakdown'
            end as bucket
        from stretches
        inner join beginnings
            on stretches.period_no = beginnings.period_no and stretches.run_no = beginnings.run_no
        left join floor.reason_tree on stretches.known_reason_id = reason_tree.reason_id
        where stretches.is_stretch_start
    ),

    classified as (
        select
            beginnings.period_no,
            beginnings.started_at as at,
            beginnings.status,
            true as is_run_start,
            null::integer as reason_id,
            null::timestamptz as stop_started_at,
            case beginnings.status when 'no_data' then 'unknown' else beginnings.status end
                as bucket,
            false as is_stop_beginning
        from beginnings
        where beginnings.status <> 'down'
        union all
        select
            stops.period_no,
            stops.at,
            'down' as status,
            stops.is_run_start,
            stops.reason_id,
            stops.started_at as stop_started_at,
            stops.bucket,
            -- a stop that goes on in the same bucket under another reason is one stop
            stops.is_run_start
            or stops.bucket <> lag(stops.bucket) over (
                partition by stops.period_no order by stops.at
            ) as is_stop_beginning
        from stops
    ),

    statuses as (
        select
            classified.*,
            -- over all periods, so that the number alone finds the row again
            row_number() over (order by classified.period_no, classified.at) as stretch_no
        from classified
    ),

    lists as (
        select
            array_agg(periods.machine_id) as machine_ids,
            array_agg(periods.from_at) as from_ats,
            array_agg(periods.to_at) as to_ats
        from periods
    ),

    cells as materialized (
        select
            cells.*,
            row_number() over (order by cells.machine_id, cells.starts_at) as cell_no
        from lists
        cross join lateral floor.cells_over(
            lists.machine_ids, lists.from_ats, lists.to_ats
        ) as cells
    ),

    -- Overlapping planned stops are one; odd numbers begin one, even numbers end it.
    pauses as (
        select
            periods.period_no,
            edge.at,
            2 * pause.pause_no - edge.is_beginning::integer as pause_no
        from periods
        cross join lateral (
            select range_agg(planned_stops.during) as during
            from floor.planned_stops
            where
                int4range(planned_stops.line_id, planned_stops.line_id, '[]')
                = int4range(periods.line_id, periods.line_id, '[]')
                and planned_stops.during && tstzrange(periods.from_at, periods.to_at)
                and (
                    planned_stops.machine_id is null
                    or planned_stops.machine_id = periods.machine_id
                )
        ) as stopped
        cross join lateral unnest(stopped.during) with ordinality as pause (during, pause_no)
        cross join lateral (
            values (lower(pause.during), true), (upper(pause.during), false)
        ) as edge (at, is_beginning)
    ),

    marks as (
        select
            periods.period_no,
            greatest(cells.starts_at, periods.from_at) as at,
            cells.cell_no,
            null::bigint as stretch_no,
            null::bigint as pause_no
        from periods
        inner join cells
            on
                periods.machine_id = cells.machine_id
                and periods.from_at < cells.ends_at
                and periods.to_at > cells.starts_at
        union all
        select
            periods.period_no,
            greatest(statuses.at, periods.from_at) as at,
            null as cell_no,
            statuses.stretch_no,
            null as pause_no
        from periods
        inner join statuses on periods.period_no = statuses.period_no
        where statuses.at < periods.to_at
        union all
        select
            periods.period_no,
            greatest(pauses.at, periods.from_at) as at,
            null as cell_no,
            null as stretch_no,
            pauses.pause_no
        from periods
        inner join pauses on periods.period_no = pauses.period_no
        where pauses.at < periods.to_at
    ),

    walk as (
        select
            marks.period_no,
            marks.at,
            -- equal instants are peers: each sees all that begins with it
            max(marks.cell_no) over so_far as cell_no,
            max(marks.stretch_no) over so_far as stretch_no,
            max(marks.pause_no) over so_far as pause_no,
            row_number() over (partition by marks.period_no, marks.at) as twin_no
        from marks
        window so_far as (partition by marks.period_no order by marks.at)
    ),

    segments as (
        select
            walk.*,
            lead(walk.at) over (partition by walk.period_no order by walk.at) as next_at
        from walk
        where walk.twin_no = 1
    )

    select
        periods.machine_id,
        segments.at,
        coalesce(segments.next_at, periods.to_at),
        cells.slice_starts_at,
        cells.slice_ends_at,
        cells.shift_id,
        cells.business_date,
        cells.product_id,
        cells.ideal_cycle_s,
        case
            when cells.shift_id is null then 'unscheduled'
            when segments.pause_no % 2 = 1 then 'planned_stop'
            else coalesce(statuses.bucket, 'unknown')
        end,
        statuses.status,
        coalesce(statuses.is_run_start and statuses.at = segments.at, false),
        statuses.reason_id,
        statuses.stop_started_at,
        case when statuses.status = 'down' then statuses.bucket end,
        coalesce(statuses.is_stop_beginning and statuses.at = segments.at, false)
    from segments
    inner join periods on segments.period_no = periods.period_no
    inner join cells on segments.cell_no = cells.cell_no
    left join statuses on segments.stretch_no = statuses.stretch_no;
$$;

comment on function floor.ledger_over(integer[], timestamptz[], timestamptz[], timestamptz) is
'The ledger: what every second of machines was. One row per machine and stretch of time in which '
'bucket, status, reason, shift, hour and product are constant; no gap, no overlap, nothing after '
'p_now. Periods must be whole slots (floor.slots_over).';
