-- Which names somebody may have meant by one we do not know.
create function floor.similar_names(p_name text, p_names text[]) returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    with candidates as (
        select
            listed.name,
            -- shared three-letter pieces tell likeness without an extension
            (
                select count(*)
                from generate_series(1, greatest(char_length(p_name) - 2, 1)) as piece (start)
                where position(lower(substr(p_name, piece.start, 3)) in lower(listed.name)) > 0
            ) as likeness
        from unnest(p_names) as listed (name)
    ),

    nearest as (
        select
            name,
            likeness
        from candidates
        order by likeness desc, name
        limit 8
    )

    select string_agg(name, ', ' order by likeness desc, name) from nearest;
$$;

comment on function floor.similar_names(text, text[]) is
'Up to eight of the names, those most like the given one first, with commas between; null where '
'there are none.';
