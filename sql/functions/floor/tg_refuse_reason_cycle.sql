-- Refuse a reason that would stand below itself: it would have no top, and no loss.
create function floor.tg_refuse_reason_cycle() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_name text;
    v_path text;
begin
    -- two sessions, each moving one reason below the other, take turns here
    perform pg_advisory_xact_lock(hashtext('floorcast.reasons'));
    with recursive above as (
        select
            new_rows.reason_id as start_id,
            new_rows.reason_name as start_name,
            new_rows.parent_id,
            new_rows.reason_name as path
        from new_rows
        where new_rows.parent_id is not null
        union all
        select
            above.start_id,
            above.start_name,
            reasons.parent_id,
            reasons.reason_name || ' › ' || above.path as path
        from above
        inner join floor.reasons on above.parent_id = reasons.reason_id
    ) cycle parent_id set is_cycle using visited

    select
        above.start_name,
        above.path
    into v_name, v_path
    from above
    where above.parent_id = above.start_id
    order by char_length(above.path), above.path
    limit 1;

    if v_path is not null then
        raise exception 'reason "%" would stand below itself: % › %', v_name, v_name, v_path
        using errcode = 'check_violation',
            hint = 'Choose a parent_id that is not below the reason, or null for the top.';
    end if;
    return null;
end;
$$;

comment on function floor.tg_refuse_reason_cycle() is
'Trigger: refuses a statement after which a reason would stand below itself.';
