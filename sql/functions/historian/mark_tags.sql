-- Say in the samples themselves that tags are not fetched any more.
create function historian.mark_tags(p_tags integer[], p_texts text[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    -- A sample like any other, so that states keep following from samples alone, and the value
    -- found when the tag is fetched again is not taken for a repeat.
    insert into historian.samples (tag_id, at, server_at, text_value, quality)
    select
        listed.tag_id,
        greatest(clock_timestamp(), newest.at + interval '1 microsecond'),
        clock_timestamp(),
        listed.text_value,
        2156724224
    from unnest(p_tags, p_texts) as listed (tag_id, text_value)
    cross join lateral (
        select
            samples.at,
            samples.quality
        from historian.samples
        where samples.tag_id = listed.tag_id
        order by samples.at desc
        limit 1
    ) as newest
    where newest.quality < 2147483648;
end;
$$;

comment on function historian.mark_tags(integer[], text[]) is
'Ends what is known of tags: a sample of quality 2156724224 (BadOutOfService) now, without a value '
'and with the reason as text, for each tag whose newest sample is not bad already. Two lists of '
'one length.';
