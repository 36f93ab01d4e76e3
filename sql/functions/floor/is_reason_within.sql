-- Whether a reason is another one, or stands below it.
create function floor.is_reason_within(p_reason_id integer, p_above_id integer) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with recursive above as (
        select
            reasons.reason_id,
            reasons.parent_id
        from floor.reasons
        where reasons.reason_id = p_reason_id
        union
        select
            reasons.reason_id,
            reasons.parent_id
        from above
        inner join floor.reasons on above.parent_id = reasons.reason_id
    )

    select exists (select from above where above.reason_id = p_above_id);
$$;

comment on function floor.is_reason_within(integer, integer) is
'Whether the reason p_reason_id is p_above_id, or stands below it in the tree. False without a '
'reason.';
