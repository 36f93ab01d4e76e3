-- Bring the sums up to date: what is open because time goes on, and what changed facts reach.
--
-- The marks in floor.oee_dirty are taken away before the facts are read. A fact that commits
-- meanwhile is not seen, but neither was its mark: the next call takes it in.
create function floor.refresh_oee(
    p_now timestamptz default clock_timestamp(), p_most_hours integer default null
) returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_refreshed_to timestamptz;
    v_open_from timestamptz;
    v_machine_ids integer[];
    v_facts text[];
    v_from timestamptz[];
    v_to timestamptz[];
    v_dirty integer[];
    v_changed bigint := 0;
begin
    if p_now > clock_timestamp() + interval '1 minute' then
        raise exception 'instant % lies ahead of this server''s clock', p_now
        using errcode = 'datetime_field_overflow', hint = 'Leave it out: sums go up to now.';
    end if;
    perform pg_advisory_xact_lock(hashtext('floor.refresh_oee'));
    perform floor.plan_shifts();

    select oee_progress.refreshed_to into v_refreshed_to from floor.oee_progress;
    p_now := greatest(p_now, v_refreshed_to);
    -- A stop that lasts longer than the limit is no minor stop any more: until it is decided, the
    -- hour it began in stays open.
    v_open_from := least(v_refreshed_to, p_now) - interval '1 second' * coalesce(
        (select max(machines.micro_stop_limit_s) from floor.machines), 0
    );
    if v_open_from < p_now - interval '2 hours' then
        -- away for long: that time is work like any other
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select machines.machine_id, v_open_from, p_now from floor.machines;
        v_open_from := p_now;
    end if;

    -- What was said ahead of time had no effect so far. A reason reaches back to where its stop
    -- began; all else lies in what is open.
    insert into floor.oee_dirty (machine_id, fact, from_at, to_at)
    select
        status_events.machine_id,
        'status' as fact,
        min(status_events.at) as from_at,
        min(status_events.at) as to_at
    from floor.status_events
    where
        status_events.reason_id is not null
        and status_events.at > v_refreshed_to and status_events.at <= p_now
    group by status_events.machine_id;

    with claimed as (
        delete from floor.oee_dirty returning *
    )

    select
        array_agg(claimed.machine_id),
        array_agg(claimed.fact),
        array_agg(claimed.from_at),
        array_agg(claimed.to_at)
    into v_machine_ids, v_facts, v_from, v_to
    from (
        select
            machine_id,
            fact,
            min(from_at) as from_at,
            max(to_at) as to_at
        from claimed
        -- neighbours that came together are one piece of work
        group by machine_id, fact, date_trunc('hour', from_at, 'UTC'), date_trunc('hour', to_at, 'UTC')
    ) as claimed;
    v_dirty := array(select distinct unnest(v_machine_ids));

    select array_agg(machine_id), array_agg(from_at), array_agg(to_at)
    into v_machine_ids, v_from, v_to
    from floor.take_work(v_machine_ids, v_facts, v_from, v_to, v_open_from, p_now, p_most_hours);

    v_changed := floor.write_slices(v_machine_ids, v_from, v_to, p_now);

    if v_dirty <> '{}' then
        delete from floor.oee_slices using floor.machine_beginnings
        where machine_beginnings.machine_id = any(v_dirty)
        and oee_slices.machine_id = machine_beginnings.machine_id
        and oee_slices.starts_at < machine_beginnings.begins_at;
        delete from floor.oee_stops using floor.machine_beginnings
        where machine_beginnings.machine_id = any(v_dirty)
        and oee_stops.machine_id = machine_beginnings.machine_id
        and oee_stops.starts_at < machine_beginnings.begins_at;

        insert into floor.oee_revisions as kept (line_id, revision)
        select distinct machines.line_id, 1 from floor.machines
        where machines.machine_id = any(v_dirty)
        on conflict (line_id) do update
        set revision = kept.revision + 1, revised_at = clock_timestamp();
    end if;
    update floor.oee_progress set refreshed_to = p_now
    where oee_progress.refreshed_to is distinct from p_now;
    return v_changed;
end;
$$;

comment on function floor.refresh_oee(timestamptz, integer) is
'Brings floor.oee_slices and floor.oee_stops up to p_now: what is open, and what changed facts '
'reach. '
'p_most_hours limits the work to so many machine hours, the newest first; the rest stays marked in '
'floor.oee_dirty. Returns the number of rows written. Safe to call at any time, by anyone who may '
'write; two calls take turns.';
