-- What counters added in stretches of time, and with it the pieces of their machines.
--
-- A step is a good sample against the good sample before it, so a changed sample changes its own
-- step and that of the next good sample, and no other: in which order and in what portions samples
-- came makes no difference.
create function historian.derive_counts(
    p_tags integer[], p_from timestamptz[], p_to timestamptz[]
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- plan once, and look up each tag by its key: how many there will be is not known when planning
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    -- said apart from the stretches, so that other days are left out before the work begins
    v_first_at constant timestamptz := (select min(listed.at) from unnest(p_from) as listed (at));
    v_last_at constant timestamptz := (select max(listed.at) from unnest(p_to) as listed (at));
    v_end_at constant timestamptz := clock_timestamp() + interval '1 hour';
    v_machines integer[];
    v_connections integer[];
    v_from timestamptz[];
    v_to timestamptz[];
    v_gone_tags integer[];
    v_gone_at timestamptz[];
begin
    -- A count may follow from samples that two sessions write. They take turns, and the later one
    -- sees what the earlier one stored; by the lock that states are derived under, because two
    -- locks could be waited for crosswise.
    perform pg_advisory_xact_lock(hashtext('historian.derive_from_tags'));

    with

    stretches as materialized (
        select
            merged.tag_id,
            lower(merged.during) as from_at,
            upper(merged.during) as to_at,
            coalesce(lead(lower(merged.during)) over of_tag, 'infinity') as next_from_at
        from (
            select
                listed.tag_id,
                unnest(range_agg(tstzrange(listed.from_at, listed.to_at, '[]'))) as during
            from unnest(p_tags, p_from, p_to) as listed (tag_id, from_at, to_at)
            group by listed.tag_id
        ) as merged
        window of_tag as (partition by merged.tag_id order by lower(merged.during))
    ),

    -- Good samples of each stretch, the last one before it and the next one after it. What no
    -- counter shows (text, not finite, beyond what a double counts one by one) is not read.
    readings as materialized (
        select
            stretches.tag_id,
            stretches.from_at,
            stretches.to_at,
            samples.at,
            -- integers misread as doubles are so near to 0 that scaling them would underflow
            case when abs(samples.value) < 1e-9 then 0 else samples.value end as value
        from stretches
        cross join lateral (
            (
                select
                    before.at,
                    before.value
                from historian.samples as before
                where
                    before.tag_id = stretches.tag_id
                    and before.at < stretches.from_at
                    and before.at < v_last_at
                    and before.quality < 1073741824
                    and before.value between -9007199254740992 and 9007199254740992
                order by before.at desc
                limit 1
            )
            union all
            select
                inside.at,
                inside.value
            from historian.samples as inside
            where
                inside.tag_id = stretches.tag_id
                and inside.at between stretches.from_at and stretches.to_at
                and inside.at between v_first_at and v_last_at
                and inside.quality < 1073741824
                and inside.value between -9007199254740992 and 9007199254740992
            union all
            (
                select
                    after.at,
                    after.value
                from historian.samples as after
                where
                    after.tag_id = stretches.tag_id
                    and after.at > stretches.to_at
                    and after.at < stretches.next_from_at
                    and after.at between v_first_at and v_end_at
                    and after.quality < 1073741824
                    and after.value between -9007199254740992 and 9007199254740992
                order by after.at
                limit 1
            )
        ) as samples
    ),

    moves as (
        select
            readings.tag_id,
            readings.from_at,
            readings.at,
            readings.value,
            lag(readings.value) over of_stretch as previous_value
        from readings
        window of_stretch as (
            partition by readings.tag_id, readings.from_at order by readings.at
        )
    ),

    -- what each sample is, were it plausible
    candidates as (
        select
            moves.*,
            tags.scale,
            tags.counter_modulus,
            coalesce(tags.max_step, 9007199254740992) as max_step,
            case
                when moves.previous_value is null then 'first'
                when moves.value > moves.previous_value then 'step'
                when
                    moves.value + tags.counter_modulus - moves.previous_value
                    between 0 and tags.max_step
                    then 'turn'
                when tags.reset_rule = 'rebase' then 'rebase'
                else 'reset'
            end as step_kind
        from moves
        inner join floor.tags on moves.tag_id = tags.tag_id
        where moves.at >= moves.from_at and moves.value is distinct from moves.previous_value
    ),

    -- the two counts whose difference it adds
    differences as (
        select
            candidates.*,
            case
                when candidates.step_kind in ('step', 'turn') then candidates.previous_value
                else 0
            end as from_count,
            case candidates.step_kind
                when 'step' then candidates.value
                when 'turn' then candidates.value + candidates.counter_modulus
                when 'reset' then candidates.value
                else 0
            end as to_count
        from candidates
    ),

    judged as (
        select
            differences.*,
            differences.to_count - differences.from_count between 0 and differences.max_step
            and (differences.to_count - differences.from_count) * differences.scale
            < 9007199254740992 as is_plausible
        from differences
    ),

    fresh as materialized (
        select
            judged.tag_id,
            judged.at,
            judged.previous_value,
            judged.value,
            case when judged.is_plausible then judged.step_kind else 'jump' end as step_kind,
            -- rounded as they stand on the counter, so that many small steps lose no piece
            case
                when judged.is_plausible
                    then (
                        round(judged.to_count * judged.scale)
                        - round(judged.from_count * judged.scale)
                    )::bigint
                else 0
            end as step_pcs
        from judged
    ),

    kept as materialized (
        select steps.*
        from stretches
        cross join lateral (
            select counter_steps.*
            from historian.counter_steps
            where
                counter_steps.tag_id = stretches.tag_id
                and counter_steps.at between stretches.from_at and stretches.to_at
                and counter_steps.at between v_first_at and v_last_at
            -- holds the planner to looking up each by its key, also when it plans while the table
            -- is empty
            offset 0 -- noqa: AM09
        ) as steps
        union all
        select steps.*
        from readings
        cross join lateral (
            select counter_steps.*
            from historian.counter_steps
            where
                counter_steps.tag_id = readings.tag_id
                and counter_steps.at = readings.at
                and counter_steps.at between v_first_at and v_end_at
            offset 0 -- noqa: AM09
        ) as steps
        where readings.at > readings.to_at
    ),

    changed as materialized (
        select
            coalesce(fresh.tag_id, kept.tag_id) as tag_id,
            coalesce(fresh.at, kept.at) as at,
            fresh.previous_value,
            fresh.value,
            fresh.step_kind,
            fresh.step_pcs,
            coalesce(fresh.step_pcs, 0) <> coalesce(kept.step_pcs, 0) as is_counted_anew
        from fresh
        full join kept on fresh.tag_id = kept.tag_id and fresh.at = kept.at
        where (fresh.previous_value, fresh.value, fresh.step_kind, fresh.step_pcs)
        is distinct from (kept.previous_value, kept.value, kept.step_kind, kept.step_pcs)
    ),

    written as (
        insert into historian.counter_steps as steps (
            tag_id, at, previous_value, value, step_kind, step_pcs
        )
        select
            changed.tag_id,
            changed.at,
            changed.previous_value,
            changed.value,
            changed.step_kind,
            changed.step_pcs
        from changed
        where changed.step_kind is not null
        on conflict (tag_id, at) do update
            set
                previous_value = excluded.previous_value,
                value = excluded.value,
                step_kind = excluded.step_kind,
                step_pcs = excluded.step_pcs
    ),

    gone as (
        select
            array_agg(changed.tag_id) as tags,
            array_agg(changed.at) as at
        from changed
        where changed.step_kind is null
    ),

    minutes as (
        select
            tags.machine_id,
            tags.connection_id,
            min(date_bin('1 minute', changed.at, '2000-01-01 00:00+00')) as from_at,
            max(date_bin('1 minute', changed.at, '2000-01-01 00:00+00')) as to_at
        from changed
        inner join floor.tags on changed.tag_id = tags.tag_id
        where changed.is_counted_anew
        group by tags.machine_id, tags.connection_id, date_bin('1 hour', changed.at, '2000-01-01 00:00+00')
    )

    select
        array_agg(minutes.machine_id),
        array_agg(minutes.connection_id),
        array_agg(minutes.from_at),
        array_agg(minutes.to_at),
        (select gone.tags from gone),
        (select gone.at from gone)
    into v_machines, v_connections, v_from, v_to, v_gone_tags, v_gone_at
    from minutes;

    if v_gone_tags is not null then
        delete from historian.counter_steps as steps
        using unnest(v_gone_tags, v_gone_at) as gone (tag_id, at)
        where steps.tag_id = gone.tag_id and steps.at = gone.at;
    end if;
    if v_machines is not null then
        perform historian.settle_counts(v_machines, v_connections, v_from, v_to);
    end if;
end;
$$;

comment on function historian.derive_counts(integer[], timestamptz[], timestamptz[]) is
'Works out historian.counter_steps of tags in stretches of time anew from historian.samples, and '
'floor.production of the minutes that changed with them. Three lists of one length: tags with the '
'role good, scrap or total; first and last instant of a stretch, both included. Writes only what '
'differs. To be called by hand after the settings of a counter were corrected.';
