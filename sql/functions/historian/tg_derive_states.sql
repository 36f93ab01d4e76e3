-- What changed samples say of states and products: derived anew as far as they reach.
create function historian.tg_derive_states() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- Nobody knows how many rows come: a plan made for one would look up each of 20,000.
set enable_nestloop = off
as $$
declare
    v_tags integer[];
    v_from timestamptz[];
    v_to timestamptz[];
begin
    -- By day, so that one late sample among those of today does not reach over all between.
    case tg_op
        when 'INSERT' then
            select array_agg(touched.tag_id), array_agg(touched.from_at), array_agg(touched.to_at)
            into v_tags, v_from, v_to
            from (
                select
                    new_rows.tag_id,
                    min(new_rows.at) as from_at,
                    max(new_rows.at) as to_at
                from new_rows
                inner join floor.tags on new_rows.tag_id = tags.tag_id
                where tags.role in ('status', 'reason', 'product')
                group by new_rows.tag_id, date_trunc('day', new_rows.at, 'UTC')
            ) as touched;
        when 'DELETE' then
            select array_agg(touched.tag_id), array_agg(touched.from_at), array_agg(touched.to_at)
            into v_tags, v_from, v_to
            from (
                select
                    old_rows.tag_id,
                    min(old_rows.at) as from_at,
                    max(old_rows.at) as to_at
                from old_rows
                inner join floor.tags on old_rows.tag_id = tags.tag_id
                where tags.role in ('status', 'reason', 'product')
                group by old_rows.tag_id, date_trunc('day', old_rows.at, 'UTC')
            ) as touched;
        else
            select array_agg(touched.tag_id), array_agg(touched.from_at), array_agg(touched.to_at)
            into v_tags, v_from, v_to
            from (
                select
                    changed.tag_id,
                    min(changed.at) as from_at,
                    max(changed.at) as to_at
                from (table old_rows union all table new_rows) as changed
                inner join floor.tags on changed.tag_id = tags.tag_id
                where tags.role in ('status', 'reason', 'product')
                group by changed.tag_id, date_trunc('day', changed.at, 'UTC')
            ) as touched;
    end case;

    if v_tags is not null then
        perform historian.derive_from_tags(v_tags, v_from, v_to, tg_op = 'INSERT');
    end if;
    return null;
end;
$$;

comment on function historian.tg_derive_states() is
'Trigger: derives states and jobs of machines anew where samples of their status, reason and '
'product tags came, changed or went. Costs a look at the roles where there are none.';
