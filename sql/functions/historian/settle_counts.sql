-- Bring floor.production in line with what counters counted in some minutes.
create function historian.settle_counts(
    p_machines integer[], p_connections integer[], p_from timestamptz[], p_to timestamptz[]
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- plan once, and look up each minute by its key
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_machines integer[];
    v_connections integer[];
    v_from timestamptz[];
    v_to timestamptz[];
    v_sources text[];
    v_at timestamptz[];
    v_good_pcs bigint[];
    v_scrap_pcs bigint[];
begin
    -- a shortage of a total is felt from the minute before it to the second one after it
    select
        array_agg(merged.machine_id),
        array_agg(merged.connection_id),
        array_agg(lower(merged.during)),
        array_agg(upper(merged.during))
    into v_machines, v_connections, v_from, v_to
    from (
        select
            listed.machine_id,
            listed.connection_id,
            unnest(range_agg(case
                when totals.machine_id is null then tstzrange(listed.from_at, listed.to_at, '[]')
                else tstzrange(
                    listed.from_at - interval '1 minute', listed.to_at + interval '2 minutes', '[]'
                )
            end)) as during
        from unnest(p_machines, p_connections, p_from, p_to)
            as listed (machine_id, connection_id, from_at, to_at)
        left join (
            select distinct
                tags.machine_id,
                tags.connection_id
            from floor.tags
            where tags.machine_id = any(p_machines) and tags.role = 'total'
        ) as totals
            on
                listed.machine_id = totals.machine_id
                and listed.connection_id = totals.connection_id
        group by listed.machine_id, listed.connection_id
    ) as merged;

    with

    fresh as (
        select
            minutes.machine_id,
            minutes.at,
            connections.protocol || ':' || connections.connection_name as source,
            minutes.good_pcs,
            minutes.scrap_pcs
        from historian.counted_minutes(v_machines, v_connections, v_from, v_to) as minutes
        inner join floor.connections on minutes.connection_id = connections.connection_id
        where minutes.good_pcs > 0 or minutes.scrap_pcs > 0
    ),

    kept as (
        select
            production.machine_id,
            production.at,
            production.source,
            production.good_pcs,
            production.scrap_pcs
        from unnest(v_machines, v_connections, v_from, v_to)
            as listed (machine_id, connection_id, from_at, to_at)
        inner join floor.connections on listed.connection_id = connections.connection_id
        cross join lateral (
            select counted.*
            from floor.production as counted
            where
                counted.machine_id = listed.machine_id
                and counted.at between listed.from_at and listed.to_at
                and counted.source = connections.protocol || ':' || connections.connection_name
                -- counters tell neither: such a row is somebody else's
                and counted.product_id is null
                and counted.scrap_reason_id is null
            offset 0 -- noqa: AM09
        ) as production
    ),

    changed as (
        select
            coalesce(fresh.machine_id, kept.machine_id) as machine_id,
            coalesce(fresh.at, kept.at) as at,
            coalesce(fresh.source, kept.source) as source,
            coalesce(fresh.good_pcs, 0) as good_pcs,
            coalesce(fresh.scrap_pcs, 0) as scrap_pcs
        from fresh
        full join kept
            on
                fresh.machine_id = kept.machine_id
                and fresh.at = kept.at
                and fresh.source = kept.source
        where (fresh.good_pcs, fresh.scrap_pcs) is distinct from (kept.good_pcs, kept.scrap_pcs)
        order by machine_id, at, source
    )

    select
        array_agg(changed.machine_id),
        array_agg(changed.at),
        array_agg(changed.source),
        array_agg(changed.good_pcs),
        array_agg(changed.scrap_pcs)
    into v_machines, v_at, v_sources, v_good_pcs, v_scrap_pcs
    from changed;

    -- each in a statement of its own that is left out where it has nothing to do: so triggers of
    -- floor.production run once
    if v_machines is not null then
        insert into floor.production as counted (machine_id, at, source, good_pcs, scrap_pcs)
        select
            changed.machine_id,
            changed.at,
            changed.source,
            changed.good_pcs,
            changed.scrap_pcs
        from unnest(v_machines, v_at, v_sources, v_good_pcs, v_scrap_pcs)
            as changed (machine_id, at, source, good_pcs, scrap_pcs)
        where changed.good_pcs > 0 or changed.scrap_pcs > 0
        on conflict (machine_id, at, product_id, scrap_reason_id, source) do update
            set
                good_pcs = excluded.good_pcs,
                scrap_pcs = excluded.scrap_pcs,
                recorded_at = excluded.recorded_at;
    end if;
    if 0 = any(v_good_pcs) then  -- perhaps nothing is left
        delete from floor.production as counted
        using unnest(v_machines, v_at, v_sources, v_good_pcs, v_scrap_pcs)
            as changed (machine_id, at, source, good_pcs, scrap_pcs)
        where
            changed.good_pcs = 0
            and changed.scrap_pcs = 0
            and counted.machine_id = changed.machine_id
            and counted.at = changed.at
            and counted.source = changed.source
            and counted.product_id is null
            and counted.scrap_reason_id is null;
    end if;
end;
$$;

comment on function historian.settle_counts(
    integer[], integer[], timestamptz[], timestamptz[]
) is
'Brings floor.production in line with historian.counted_minutes(), under the source '
'protocol:connection and without a product (the job tells it). Four lists of one length: machine, '
'connection, first and last minute. Writes only what differs, in one statement, and deletes rows '
'of which nothing is left.';
