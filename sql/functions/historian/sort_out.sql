-- Sort out a batch of samples that could not be stored as a whole, row by row but in sets.
--
-- Runs as whoever calls it, because the batch is the caller's own temporary table.
create function historian.sort_out(
    p_source text
) returns table (stored bigint, repeated bigint, refused bigint)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_now constant timestamptz := clock_timestamp();
    v_keep_days constant integer := (select retention.keep_days from historian.retention);
    v_oldest_day constant date := (v_now at time zone 'UTC')::date - v_keep_days;
begin
    with

    listed as (
        select
            staged.ctid as place,
            staged.*,
            tags.tag_id is not null as is_known
        from pg_temp.staged_samples as staged
        left join floor.tags on staged.tag_id = tags.tag_id
    ),

    -- reasons to refuse a row whatever the others are
    checked as (
        select
            listed.*,
            case
                when listed.tag_id is null then 'no tag'
                when not listed.is_known then 'unknown tag'
                when listed.at is null then 'no instant'
                when not isfinite(listed.at) then 'no instant'
                when listed.at > v_now + interval '5 minutes' then 'ahead'
                when (listed.at at time zone 'UTC')::date < v_oldest_day then 'too old'
                when listed.quality between 0 and 4294967295 then 'sound'
                else 'no quality'
            end as verdict
        from listed
    ),

    -- of one tag and instant the first counts: the stored one, else the first of the batch
    firsts as (
        select
            checked.*,
            first_value(checked.place) over of_instant <> checked.place as has_first,
            first_value(checked.value) over of_instant as first_value,
            first_value(checked.text_value) over of_instant as first_text_value,
            first_value(checked.quality) over of_instant as first_quality
        from checked
        window of_instant as (
            partition by checked.verdict = 'sound', checked.tag_id, checked.at
            order by checked.place
        )
    ),

    compared as (
        select
            firsts.*,
            stored_sample.is_stored or firsts.has_first as is_taken,
            case when stored_sample.is_stored then stored_sample.value else firsts.first_value end
                as taken_value,
            case
                when stored_sample.is_stored then stored_sample.text_value
                else firsts.first_text_value
            end as taken_text_value,
            case
                when stored_sample.is_stored then stored_sample.quality
                else firsts.first_quality
            end as taken_quality
        from firsts
        -- one by one, by key: there may be a month of samples
        left join lateral (
            select
                true as is_stored,
                samples.value,
                samples.text_value,
                samples.quality
            from historian.samples
            where
                firsts.verdict = 'sound'
                and samples.tag_id = firsts.tag_id
                and samples.at = firsts.at
            limit 1
        ) as stored_sample on true
    ),

    judged as materialized (
        select
            compared.*,
            case
                when compared.verdict <> 'sound' or compared.is_taken is not true
                    then compared.verdict
                when
                    (compared.taken_value, compared.taken_text_value, compared.taken_quality)
                    is not distinct from (compared.value, compared.text_value, compared.quality)
                    then 'repeat'
                else 'other value'
            end as final_verdict
        from compared
    ),

    taken as (
        delete from pg_temp.staged_samples as staged
        using judged
        where staged.ctid = judged.place and judged.final_verdict <> 'sound'
    ),

    sentences (verdict, reason, hint) as (
        values
        (
            'no tag',
            'The sample names no tag.',
            'Map the value to a tag first, and send its tag_id of floor.tags.'
        ),
        (
            'unknown tag',
            'Tag %1$s is unknown.',
            'Map the value to a tag first: floor.tags has no such tag_id. A tag that was deleted '
            'takes no more samples.'
        ),
        (
            'no instant',
            'The sample has no instant.',
            'Send the source time, or the time of receipt where there is none.'
        ),
        (
            'ahead',
            'The instant %2$s is ahead of this server''s clock (%3$s).',
            'At most 5 minutes are allowed. Check the clock and the time zone of the sender.'
        ),
        (
            'too old',
            'The instant %2$s is older than the %4$s days that are kept.',
            'To keep samples for longer, run "update historian.retention set keep_days = %5$s", '
            'then send it again.'
        ),
        (
            'no quality',
            'The quality %6$s is no OPC UA status code.',
            'It is a number from 0 to 4294967295; 0 is good, 2147483648 bad.'
        ),
        (
            'other value',
            'At this instant the tag has another value already: %7$s (quality %8$s).',
            'The first one stays. To correct it, update the row of historian.samples; if both are '
            'right, the source must tell its time more finely.'
        )
    ),

    letters as (
        insert into historian.dead_letters (
            source, tag_id, at, server_at, value, text_value, quality, reason, hint
        )
        select
            p_source,
            judged.tag_id,
            judged.at,
            judged.server_at,
            judged.value,
            judged.text_value,
            judged.quality,
            format(
                sentences.reason,
                judged.tag_id,
                judged.at,
                date_trunc('second', v_now),
                v_keep_days,
                null,
                coalesce(judged.quality::text, 'null'),
                coalesce(judged.taken_text_value, judged.taken_value::text, 'none'),
                judged.taken_quality
            ),
            format(
                sentences.hint,
                null,
                null,
                null,
                null,
                -- enough for this one
                (v_now at time zone 'UTC')::date - (
                    case when isfinite(judged.at) then judged.at end at time zone 'UTC'
                )::date
            )
        from judged
        inner join sentences on judged.final_verdict = sentences.verdict
        order by judged.place
    )

    select
        count(*) filter (where judged.final_verdict = 'sound'),
        count(*) filter (where judged.final_verdict = 'repeat'),
        count(*) filter (where judged.final_verdict not in ('sound', 'repeat'))
    into stored, repeated, refused
    from judged;

    perform historian.ensure_partitions(days.day, days.day)
    from (
        select distinct (staged.at at time zone 'UTC')::date as day
        from pg_temp.staged_samples as staged
    ) as days;

    insert into historian.samples (tag_id, at, server_at, value, text_value, quality)
    select
        staged.tag_id,
        staged.at,
        staged.server_at,
        staged.value,
        staged.text_value,
        staged.quality
    from pg_temp.staged_samples as staged
    order by staged.at;
    delete from pg_temp.staged_samples;
    return next;
end;
$$;

comment on function historian.sort_out(text) is
'Stores the sound rows of the caller''s temporary table staged_samples (columns of '
'historian.samples) in one statement, makes missing partitions within the retention, drops exact '
'repeats, and puts all others into historian.dead_letters with a reason and a hint, under the '
'given source. Empties the table; returns one row: how many were stored, repeated and refused.';
