-- What values mean has changed: derive the state that lasts anew.
create function historian.derive_current(p_tags integer[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_tags integer[];
    v_from timestamptz[];
    v_to timestamptz[];
begin
    select array_agg(tags.tag_id), array_agg(coalesce(event.at, newest.at)), array_agg(newest.at)
    into v_tags, v_from, v_to
    from floor.tags
    cross join lateral (
        select samples.at
        from historian.samples
        where samples.tag_id = tags.tag_id
        order by samples.at desc
        limit 1
    ) as newest
    -- Whose connection speaks for the machine: that of its status, or of its product.
    left join floor.tags as speakers
        on
            tags.machine_id = speakers.machine_id
            and speakers.role = case tags.role when 'product' then 'product' else 'status' end
    left join floor.connections on speakers.connection_id = connections.connection_id
    -- The newest sample may only repeat what a sample before it began.
    left join lateral (
        (
            select status_events.at
            from floor.status_events
            where
                speakers.role = 'status'
                and status_events.machine_id = tags.machine_id
                and status_events.source = connections.protocol || ':' || connections.connection_name
                and status_events.at <= newest.at
            order by status_events.at desc
            limit 1
        )
        union all
        (
            select job_events.at
            from floor.job_events
            where
                speakers.role = 'product'
                and job_events.machine_id = tags.machine_id
                and job_events.source = connections.protocol || ':' || connections.connection_name
                and job_events.at <= newest.at
            order by job_events.at desc
            limit 1
        )
    ) as event on true
    where tags.tag_id = any(p_tags) and tags.role in ('status', 'reason', 'product');

    if v_tags is not null then
        perform historian.derive_from_tags(v_tags, v_from, v_to);
    end if;
end;
$$;

comment on function historian.derive_current(integer[]) is
'Derives what lasts now anew from the newest samples of these tags, from the event on that began '
'it: a corrected floor.tag_states shows at once. History before it stays as it was derived; '
'historian.derive_states() does it anew.';
