-- Count the pieces that changed samples of counters stand for.
create function historian.tg_derive_counts() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_tags integer[];
    v_from timestamptz[];
    v_to timestamptz[];
begin
    -- by the hour: a late sample and one of now are two short stretches, not one long one
    case tg_op
        when 'INSERT' then
            select
                array_agg(stretches.tag_id),
                array_agg(stretches.from_at),
                array_agg(stretches.to_at)
            into v_tags, v_from, v_to
            from (
                select
                    new_rows.tag_id,
                    min(new_rows.at) as from_at,
                    max(new_rows.at) as to_at
                from new_rows
                inner join floor.tags on new_rows.tag_id = tags.tag_id
                where tags.role in ('good', 'scrap', 'total')
                group by new_rows.tag_id, date_bin('1 hour', new_rows.at, '2000-01-01 00:00+00')
            ) as stretches;
        when 'DELETE' then
            select
                array_agg(stretches.tag_id),
                array_agg(stretches.from_at),
                array_agg(stretches.to_at)
            into v_tags, v_from, v_to
            from (
                select
                    old_rows.tag_id,
                    min(old_rows.at) as from_at,
                    max(old_rows.at) as to_at
                from old_rows
                inner join floor.tags on old_rows.tag_id = tags.tag_id
                where tags.role in ('good', 'scrap', 'total')
                group by old_rows.tag_id, date_bin('1 hour', old_rows.at, '2000-01-01 00:00+00')
            ) as stretches;
        else
            select
                array_agg(stretches.tag_id),
                array_agg(stretches.from_at),
                array_agg(stretches.to_at)
            into v_tags, v_from, v_to
            from (
                select
                    changed.tag_id,
                    min(changed.at) as from_at,
                    max(changed.at) as to_at
                from (
                    (table new_rows except table old_rows)
                    union all
                    (table old_rows except table new_rows)
                ) as changed
                inner join floor.tags on changed.tag_id = tags.tag_id
                where tags.role in ('good', 'scrap', 'total')
                group by changed.tag_id, date_bin('1 hour', changed.at, '2000-01-01 00:00+00')
            ) as stretches;
    end case;

    if v_tags is not null then
        perform historian.derive_counts(v_tags, v_from, v_to);
    end if;
    return null;
end;
$$;

comment on function historian.tg_derive_counts() is
'Trigger: works out historian.counter_steps and floor.production anew where samples of counters '
'changed.';
