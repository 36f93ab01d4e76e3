-- As far as changed samples reach: until the next sample of their tag.
create function historian.stretches_of_tags(
    p_tags integer[], p_from timestamptz[], p_to timestamptz[], p_are_new boolean
) returns table (
    machine_id integer, is_product boolean, from_at timestamptz, until_at timestamptz
)
language plpgsql stable
rows 100
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
-- planned once, perhaps while tables are nearly empty, and still right when they are full
set enable_seqscan = off
as $$
declare
    -- No sample lies beyond. A parameter, so that partitions of days to come are skipped.
    v_latest constant timestamptz := clock_timestamp() + interval '1 hour';
begin
    return query
    with

    touched as (
        select
            tags.tag_id,
            tags.machine_id,
            tags.role = 'product' as is_product,
            listed.from_at,
            listed.to_at
        from unnest(p_tags, p_from, p_to) as listed (tag_id, from_at, to_at)
        cross join lateral (
            select mapped.*
            from floor.tags as mapped
            where
                mapped.tag_id = listed.tag_id
                and mapped.role in ('status', 'reason', 'product')
            -- holds the planner to looking tags up by index
            offset 0 -- noqa: AM09
        ) as tags
        -- What is repeated every second is most of what comes, and changes nothing.
        left join lateral (
            select
                samples.value,
                samples.text_value,
                samples.quality
            from historian.samples
            where
                p_are_new
                and samples.tag_id = tags.tag_id
                and samples.at < listed.from_at
            order by samples.at desc
            limit 1
        ) as before on true
        where
            before.quality is null
            or exists (
                select
                from historian.samples
                where
                    samples.tag_id = tags.tag_id
                    and samples.at >= listed.from_at
                    and samples.at <= least(listed.to_at, v_latest)
                    and (samples.value, samples.text_value, samples.quality)
                    is distinct from (before.value, before.text_value, before.quality)
            )
    ),

    reached as (
        select
            touched.machine_id,
            touched.is_product,
            tstzrange(touched.from_at, coalesce(following.at, 'infinity'), '[]') as during
        from touched
        left join lateral (
            select samples.at
            from historian.samples
            where
                samples.tag_id = touched.tag_id
                and samples.at > touched.to_at
                and samples.at <= v_latest
                -- what says nothing of a product lets the one before it hold on
                and (
                    not touched.is_product
                    or (
                        samples.quality < 2147483648
                        and (samples.value is not null or samples.text_value is not null)
                    )
                )
            order by samples.at
            limit 1
        ) as following on true
        where touched.from_at <= touched.to_at
    ),

    merged as (
        select
            reached.machine_id,
            reached.is_product,
            range_agg(reached.during) as during
        from reached
        group by reached.machine_id, reached.is_product
    )

    select
        merged.machine_id,
        merged.is_product,
        lower(stretch.during),
        upper(stretch.during)
    from merged
    cross join lateral unnest(merged.during) as stretch (during);
end;
$$;

comment on function
historian.stretches_of_tags(integer[], timestamptz[], timestamptz[], boolean) is
'Stretches of machines in which facts may differ after samples of these tags changed in these '
'periods, both ends included: up to the next sample of the tag, else infinity. Where samples are '
'new, and none went or was another before, those that only repeat the one before them are left '
'out. One row per machine, kind (state or product) and stretch; stretches of one machine and kind '
'do not overlap.';
