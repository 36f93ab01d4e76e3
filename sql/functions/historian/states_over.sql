-- What the stored samples say of the states of machines.
--
-- A status or reason holds until the next sample of its tag. So at each sample of either tag the
-- newest of both say the state together: the status value its status, and through
-- floor.tag_states perhaps its reason; else, where the machine stands or is hampered, the reason
-- value. Before the first status sample nothing is said.
create function historian.states_over(
    p_machines integer[], p_from timestamptz[], p_until timestamptz[]
) returns table (
    machine_id integer,
    from_at timestamptz,
    at timestamptz,
    status text,
    reason_id integer,
    detail text,
    is_first boolean,
    is_repeat boolean
)
language plpgsql stable
rows 100
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
-- planned once, perhaps while tables are nearly empty, and still right when they are full
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
    -- No sample lies beyond. A parameter, so that partitions of days to come are skipped.
    v_latest constant timestamptz := clock_timestamp() + interval '1 hour';
begin
    return query
    with

    samples as (
        select
            listed.machine_id,
            listed.from_at,
            tags.tag_id,
            tags.role,
            sample.at,
            historian.raw_text(sample.value, sample.text_value) as raw_value,
            sample.text_value,
            sample.quality,
            sample.quality >> 30 >= 2 as is_bad
        from unnest(p_machines, p_from, p_until) as listed (machine_id, from_at, until_at)
        cross join lateral (
            select machine_tags.*
            from floor.tags as machine_tags
            where
                machine_tags.machine_id = listed.machine_id
                and machine_tags.role in ('status', 'reason')
            -- holds the planner to looking things up by index, here and below
            offset 0 -- noqa: AM09
        ) as tags
        cross join lateral (
            -- what held when the stretch began
            (
                select samples.*
                from historian.samples
                where samples.tag_id = tags.tag_id and samples.at < listed.from_at
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
            offset 0 -- noqa: AM09
        ) as sample
    ),

    meanings as (
        select
            samples.machine_id,
            samples.from_at,
            samples.role,
            samples.at,
            case
                when samples.role = 'reason' then null
                when samples.is_bad then 'no_data'
                else coalesce(meaning.status, other.status, 'no_data')
            end as status,
            coalesce(meaning.reason_id, other.reason_id) as reason_id,
            case
                -- a marker says itself why nothing is fetched any more
                when samples.role = 'status' and samples.quality = 2156724224
                    then coalesce(samples.text_value, historian.quality_name(samples.quality))
                when samples.role = 'status' and samples.is_bad
                    then historian.quality_name(samples.quality)
                when samples.is_bad then null
                when samples.role = 'status' and samples.raw_value is null then 'no value'
                when
                    samples.role = 'status'
                    and coalesce(meaning.status, other.status) is null
                    then format('value "%s" is not in floor.tag_states', samples.raw_value)
                else coalesce(
                    meaning.label, other.label, nullif(btrim(samples.text_value), '')
                )
            end as word
        from samples
        left join lateral (
            select tag_states.*
            from floor.tag_states
            where
                not samples.is_bad
                and tag_states.tag_id = samples.tag_id
                and tag_states.raw_value = samples.raw_value
            offset 0 -- noqa: AM09
        ) as meaning on true
        -- any value without a row of its own
        left join lateral (
            select tag_states.*
            from floor.tag_states
            where
                meaning.tag_id is null
                and not samples.is_bad
                and samples.raw_value is not null
                and tag_states.tag_id = samples.tag_id
                and tag_states.raw_value = '*'
            offset 0 -- noqa: AM09
        ) as other on true
    ),

    -- Numbered by how many samples of either tag came up to there: those of one number share the
    -- value in force.
    numbered as (
        select
            meanings.*,
            count(*) filter (where meanings.role = 'status') over so_far as status_no,
            count(*) filter (where meanings.role = 'reason') over so_far as reason_no
        from meanings
        window so_far as (
            partition by meanings.machine_id, meanings.from_at
            order by meanings.at
        )
    ),

    in_force as (
        select
            numbered.machine_id,
            numbered.from_at,
            numbered.at,
            max(numbered.status) over of_status as status,
            max(numbered.reason_id) filter (where numbered.role = 'status') over of_status
                as status_reason_id,
            max(numbered.word) filter (where numbered.role = 'status') over of_status
                as status_word,
            max(numbered.reason_id) filter (where numbered.role = 'reason') over of_reason
                as reason_id,
            max(numbered.word) filter (where numbered.role = 'reason') over of_reason
                as reason_word
        from numbered
        window
            of_status as (
                partition by numbered.machine_id, numbered.from_at, numbered.status_no
            ),
            of_reason as (
                partition by numbered.machine_id, numbered.from_at, numbered.reason_no
            )
    ),

    -- both tags may have a sample at one instant
    states as (
        select distinct
            in_force.machine_id,
            in_force.from_at,
            in_force.at,
            in_force.status,
            case
                when in_force.status in ('down', 'warning')
                    then coalesce(in_force.status_reason_id, in_force.reason_id)
                else in_force.status_reason_id
            end as reason_id,
            case
                when in_force.status in ('down', 'warning')
                    then nullif(concat_ws(': ', in_force.status_word, in_force.reason_word), '')
                else in_force.status_word
            end as detail
        from in_force
        where in_force.status is not null
    ),

    final as (
        select
            states.*,
            lag(states.at) over machine_history as at_before,
            lag(states.status) over machine_history as status_before,
            lag(states.reason_id) over machine_history as reason_id_before,
            lag(states.detail) over machine_history as detail_before
        from states
        window machine_history as (
            partition by states.machine_id, states.from_at
            order by states.at
        )
    )

    select
        final.machine_id,
        final.from_at,
        final.at,
        final.status,
        final.reason_id,
        final.detail,
        final.at_before is null or final.at_before < final.from_at,
        (final.status, final.reason_id, final.detail)
        is not distinct from (final.status_before, final.reason_id_before, final.detail_before)
    from final
    where final.at >= final.from_at;
end;
$$;

comment on function historian.states_over(integer[], timestamptz[], timestamptz[]) is
'What the stored samples say of the states of machines. One row per machine, stretch asked for and '
'instant at which its status or reason tag has a sample; is_first: the first of the stretch, '
'is_repeat: it says what the samples before it say. Bad samples are no_data, with the name of '
'their quality as detail; so are values that floor.tag_states gives no status. A reason tag counts '
'while the machine is down or in warning, where the status value has no reason of its own. Three '
'lists of one length.';
