-- Where nobody tells the state of machines any more, say so: nothing is known.
create function historian.mark_silence(
    p_silent_s double precision default 10,
    p_ingester text default null,
    p_now timestamptz default clock_timestamp()
) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_silent_before constant timestamptz := p_now - make_interval(secs => p_silent_s);
    v_tags integer[];
    v_at timestamptz[];
    v_server_at timestamptz[];
    v_marked integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('historian.mark_silence')) then
        return 0;  -- another server is at it
    end if;

    -- One that comes back just now waits, and takes back what is marked here; or it was faster,
    -- and is seen to be alive below.
    perform
    from historian.ingesters
    where ingesters.seen_at < v_silent_before
    for no key update;

    with

    status_tags as (
        select
            tags.tag_id,
            ingesters.seen_at,
            ingesters.seen_at < v_silent_before as is_ingester_silent,
            case
                when tags.is_enabled and connections.is_enabled
                    then make_interval(secs => tags.silent_after_s)
            end as silent_after
        from historian.ingesters
        inner join floor.connections on ingesters.ingester = connections.ingester
        inner join floor.tags on connections.connection_id = tags.connection_id
        where
            tags.role = 'status'
            and (ingesters.seen_at < v_silent_before or tags.silent_after_s is not null)
            and (p_ingester is null or ingesters.ingester = p_ingester)
    ),

    final as (
        select
            status_tags.tag_id,
            case
                when status_tags.is_ingester_silent
                    then greatest(status_tags.seen_at, newest.at + interval '1 microsecond')
                -- by the clock of the device, which may lag: its next sample is later than that
                else newest.at + status_tags.silent_after
            end as at,
            -- tells the two apart: historian.resume() takes back those without
            case when not status_tags.is_ingester_silent then p_now end as server_at
        from status_tags
        cross join lateral (
            select
                samples.at,
                samples.server_at,
                samples.quality
            from historian.samples
            where samples.tag_id = status_tags.tag_id
            order by samples.at desc
            limit 1
        ) as newest
        where
            newest.quality < 2147483648
            and (
                status_tags.is_ingester_silent
                or greatest(newest.at, newest.server_at) < p_now - status_tags.silent_after
            )
    )

    select array_agg(final.tag_id), array_agg(final.at), array_agg(final.server_at)
    into v_tags, v_at, v_server_at
    from final;

    if v_tags is not null then
        perform historian.ensure_partitions(days.day, days.day)
        from (
            select distinct (listed.at at time zone 'UTC')::date as day
            from unnest(v_at) as listed (at)
        ) as days;

        insert into historian.samples (tag_id, at, server_at, quality)
        select
            listed.tag_id,
            listed.at,
            listed.server_at,
            2148139008
        from unnest(v_tags, v_at, v_server_at) as listed (tag_id, at, server_at)
        -- it was heard after all, this very moment
        on conflict do nothing;
        get diagnostics v_marked = row_count;
    end if;

    update historian.connection_states as states
    set
        state = 'lost',
        since_at = ingesters.seen_at,
        samples_per_s = 0,
        problem = format(
            'Nothing was heard from ingester "%s" since %s.',
            ingesters.ingester,
            to_char(ingesters.seen_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
        ),
        hint = format(
            'Start it with "floorcast ingest --name %s", and see why it ended.', ingesters.ingester
        )
    from historian.ingesters
    inner join floor.connections on ingesters.ingester = connections.ingester
    where
        states.connection_id = connections.connection_id
        and states.state = 'connected'
        and ingesters.seen_at < v_silent_before
        and (p_ingester is null or ingesters.ingester = p_ingester);
    return v_marked;
end;
$$;

comment on function historian.mark_silence(double precision, text, timestamptz) is
'Marks status tags of which nothing is known any more by a sample of quality 2148139008 '
'(BadTimeout): those of ingesters that were not seen for p_silent_s seconds (p_ingester: only that '
'one), and those that sent nothing for longer than their silent_after_s. Connections of a silent '
'ingester are lost. Marks nothing twice; returns how many tags. Servers call it every 5 s.';
