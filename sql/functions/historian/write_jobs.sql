-- Make the job events of machines what the stored samples of their product tags say.
create function historian.write_jobs(
    p_machines integer[], p_from timestamptz[], p_until timestamptz[]
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- planned each time: there may be one event or a million, and a thousand stretches or one
set plan_cache_mode = force_custom_plan
-- the newest of few rows each: by index and in its order
set enable_bitmapscan = off
set jit = off
as $$
declare
    -- No sample lies beyond. A parameter, so that partitions of days to come are skipped.
    v_latest constant timestamptz := clock_timestamp() + interval '1 hour';
begin
    with

    -- bad samples and those without a value say nothing: the job goes on
    samples as (
        select
            listed.machine_id,
            listed.from_at,
            tags.tag_id,
            sample.at,
            historian.raw_text(sample.value, sample.text_value) as raw_value
        from unnest(p_machines, p_from, p_until) as listed (machine_id, from_at, until_at)
        inner join floor.tags on listed.machine_id = tags.machine_id and tags.role = 'product'
        cross join lateral (
            -- what held when the stretch began
            (
                select samples.*
                from historian.samples
                where
                    samples.tag_id = tags.tag_id
                    and samples.at < listed.from_at
                    and samples.quality < 2147483648
                    and (samples.value is not null or samples.text_value is not null)
                order by samples.at desc
                limit 1
            )
            union all
            select samples.*
            from historian.samples
            where
                samples.tag_id = tags.tag_id
                and samples.at >= listed.from_at
                and samples.at <= least(listed.until_at, v_latest)
                and samples.quality < 2147483648
                and (samples.value is not null or samples.text_value is not null)
            -- holds the planner to looking up the samples of each tag
            offset 0 -- noqa: AM09
        ) as sample
    ),

    jobs as (
        select
            samples.machine_id,
            samples.from_at,
            samples.at,
            coalesce(named.product_id, meaning.product_id, other.product_id) as product_id,
            -- a value that is no product may still be the number of an order
            case
                when named.product_id is not null then null
                when meaning.tag_id is not null then meaning.label
                else nullif(btrim(samples.raw_value), '')
            end as job_name
        from samples
        left join lateral (
            select products.product_id
            from floor.products
            where lower(products.product_name) = lower(btrim(samples.raw_value))
            -- holds the planner to looking up the values there are
            offset 0 -- noqa: AM09
        ) as named on true
        left join lateral (
            select tag_states.*
            from floor.tag_states
            where
                tag_states.tag_id = samples.tag_id
                and tag_states.raw_value = samples.raw_value
            offset 0 -- noqa: AM09
        ) as meaning on true
        -- any value without a row of its own
        left join lateral (
            select tag_states.*
            from floor.tag_states
            where
                meaning.tag_id is null
                and tag_states.tag_id = samples.tag_id
                and tag_states.raw_value = '*'
            offset 0 -- noqa: AM09
        ) as other on true
    ),

    histories as (
        select
            jobs.*,
            lag(jobs.at) over machine_history as at_before,
            lag(jobs.product_id) over machine_history as product_id_before,
            lag(jobs.job_name) over machine_history as job_name_before
        from jobs
        window machine_history as (
            partition by jobs.machine_id, jobs.from_at
            order by jobs.at
        )
    ),

    events as (
        select event.*
        from unnest(p_machines, p_from, p_until) as listed (machine_id, from_at, until_at)
        cross join lateral (
            select job_events.*
            from floor.job_events
            where
                job_events.machine_id = listed.machine_id
                and job_events.at >= listed.from_at
                and job_events.at <= listed.until_at
            -- holds the planner to looking up the events of each stretch
            offset 0 -- noqa: AM09
        ) as event
    ),

    -- what is said and what is stored, side by side; see historian.write_states()
    instants as (
        select
            both_sides.machine_id,
            both_sides.at,
            coalesce(bool_or(both_sides.is_said), false) as is_said,
            max(both_sides.product_id) as product_id,
            max(both_sides.job_name) as job_name,
            max(both_sides.from_at) as from_at,
            bool_or(both_sides.is_first) as is_first,
            bool_or(both_sides.is_repeat) as is_repeat,
            max(both_sides.stored_product_id) as stored_product_id,
            max(both_sides.stored_job_name) as stored_job_name,
            max(both_sides.stored_source) as stored_source
        from (
            select
                histories.machine_id,
                histories.at,
                true as is_said,
                histories.product_id,
                histories.job_name,
                histories.from_at,
                histories.at_before is null or histories.at_before < histories.from_at as is_first,
                histories.at_before is not null
                and (histories.product_id, histories.job_name)
                is not distinct from (histories.product_id_before, histories.job_name_before)
                    as is_repeat,
                null::integer as stored_product_id,
                null as stored_job_name,
                null as stored_source
            from histories
            where histories.at >= histories.from_at
            union all
            select
                events.machine_id,
                events.at,
                null as is_said,
                null as product_id,
                null as job_name,
                null as from_at,
                null as is_first,
                null as is_repeat,
                events.product_id as stored_product_id,
                events.job_name as stored_job_name,
                events.source as stored_source
            from events
        ) as both_sides
        group by both_sides.machine_id, both_sides.at
    ),

    judged as materialized (
        select
            instants.*,
            connections.protocol || ':' || connections.connection_name as source,
            -- as with states: a change, or a first job that the event before it does not say
            instants.is_said and (
                not instants.is_repeat
                or (
                    instants.is_first
                    and (true, instants.product_id, instants.job_name) is distinct from
                    (event_before.is_there, event_before.product_id, event_before.job_name)
                )
            ) as is_event
        from instants
        inner join floor.tags on instants.machine_id = tags.machine_id and tags.role = 'product'
        inner join floor.connections on tags.connection_id = connections.connection_id
        left join lateral (
            select
                true as is_there,
                job_events.product_id,
                job_events.job_name
            from floor.job_events
            where
                instants.is_first
                and instants.is_repeat
                and job_events.machine_id = instants.machine_id
                and job_events.source = connections.protocol || ':' || connections.connection_name
                and job_events.at < instants.from_at
            order by job_events.at desc
            limit 1
        ) as event_before on true
    ),

    gone as (
        delete from floor.job_events as kept
        using judged
        where
            kept.machine_id = judged.machine_id
            and kept.at = judged.at
            and judged.stored_source = judged.source
            and not judged.is_event
    ),

    final as (
        select judged.*
        from judged
        where
            judged.is_event
            and (
                judged.stored_source is null
                or (judged.product_id, judged.job_name)
                is distinct from (judged.stored_product_id, judged.stored_job_name)
            )
    )

    insert into floor.job_events as kept (machine_id, at, product_id, job_name, source)
    select
        final.machine_id,
        final.at,
        final.product_id,
        final.job_name,
        final.source
    from final
    on conflict (machine_id, at) do update
    set
        product_id = excluded.product_id,
        job_name = excluded.job_name,
        source = excluded.source,
        recorded_at = excluded.recorded_at,
        recorded_by = excluded.recorded_by;
end;
$$;

comment on function historian.write_jobs(integer[], timestamptz[], timestamptz[]) is
'Makes floor.job_events of machines what the samples of their product tags say in these '
'stretches, both ends included. A value names a product, however it is typed, else '
'floor.tag_states knows it; else the product is unknown and the value is kept as the name of the '
'job. Bad samples say nothing. Writes only what differs, deletes events of the tag''s connection '
'that no longer follow. Three lists of one length; stretches of one machine do not overlap.';
