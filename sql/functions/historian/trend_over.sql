-- The course of a tag, ready to be drawn: of each of so many stretches the first, the least, the
-- largest and the last value, so that the line looks as if all samples had been drawn.
-- Security definer, because samples themselves are read by nobody through the pages.
create function historian.trend_over(
    p_tag_id integer, p_from timestamptz, p_to timestamptz, p_pixels integer
) returns table (at timestamptz, value double precision)
language sql stable security definer
rows 2000
set search_path = pg_catalog, pg_temp
as $$
    with

    -- one stretch is one pixel of the drawing
    stretch as (
        select greatest(extract(epoch from p_to - p_from) / greatest(p_pixels, 1), 0.001) as width_s
    ),

    -- what held when the drawing begins
    before as (
        select
            p_from as at,
            case when samples.quality < 2147483648 then samples.value end as value
        from historian.samples
        where samples.tag_id = p_tag_id and samples.at < p_from
        order by samples.at desc
        limit 1
    ),

    -- bad samples have no value: the line breaks there
    known as (
        select
            before.at,
            before.value
        from before
        union all
        select
            samples.at,
            case when samples.quality < 2147483648 then samples.value end as value
        from historian.samples
        where samples.tag_id = p_tag_id and samples.at >= p_from and samples.at < p_to
    ),

    stretches as (
        select
            min(known.at) as first_at,
            max(known.at) as last_at,
            min(known.value) as least,
            max(known.value) as largest,
            count(*) as samples,
            count(*) > count(known.value) as is_broken
        from known
        cross join stretch
        group by floor(extract(epoch from known.at - p_from) / stretch.width_s)
    ),

    points as (
        select
            known.at,
            known.value
        from stretches
        inner join known on stretches.first_at = known.at
        union all
        select
            known.at,
            known.value
        from stretches
        inner join known on stretches.last_at = known.at
        where stretches.samples > 1
        union all
        -- least and largest stand between first and last, at no instant of their own
        select
            stretches.first_at + (stretches.last_at - stretches.first_at) * between_them.share as at,
            case between_them.place
                when 1 then stretches.least
                when 2 then stretches.largest
            end as value
        from stretches
        cross join (values (1, 0.25), (2, 0.5), (3, 0.75)) as between_them (place, share)
        where stretches.samples > 2 and (between_them.place < 3 or stretches.is_broken)
    ),

    -- the newest value holds on, to the end of the drawing or until now
    after as (
        select
            least(p_to, now()) as at,
            newest.value
        from (
            select
                known.at,
                known.value
            from known
            order by known.at desc
            limit 1
        ) as newest
        where newest.at < least(p_to, now())
    ),

    final as (
        select
            points.at,
            points.value
        from points
        union all
        select
            after.at,
            after.value
        from after
    )

    select
        final.at,
        final.value * tags.scale + tags.shift_by as value
    from final
    cross join floor.tags
    where tags.tag_id = p_tag_id and floor.may('floor.see', tags.machine_id)
    order by final.at;
$$;

comment on function historian.trend_over(integer, timestamptz, timestamptz, integer) is
'The scaled values of a tag in a period, thinned out for a drawing so many pixels wide: of each '
'pixel the first, least, largest and last value (M4, Jugel et al. 2014). One row per point; a '
'value of null breaks the line, where quality was bad. A value holds until the next.';
