-- Tags were disabled, deleted, or tell of something else now: so does the state of machines.
create function historian.tg_follow_tags() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_machines integer[];
    v_sources text[];
    v_details text[];
    v_tags integer[];
    v_texts text[];
begin
    if tg_op = 'DELETE' then
        -- A connection that is deleted takes its tags along and speaks for them
        -- (historian.tg_end_connection()); it is not to be found any more.
        select
            array_agg(old_rows.machine_id),
            array_agg(connections.protocol || ':' || connections.connection_name),
            array_agg(format('tag "%s" was deleted', old_rows.tag_name))
        into v_machines, v_sources, v_details
        from old_rows
        inner join floor.connections on old_rows.connection_id = connections.connection_id
        where
            old_rows.role = 'status'
            and not exists (
                select
                from floor.tags
                where tags.machine_id = old_rows.machine_id and tags.role = 'status'
            );

        -- without its reason tag the state is told by the status tag alone
        select array_agg(tags.tag_id) into v_tags
        from old_rows
        inner join floor.tags on old_rows.machine_id = tags.machine_id and tags.role = 'status'
        where old_rows.role = 'reason';
    else
        select
            array_agg(old_rows.machine_id),
            array_agg(connections.protocol || ':' || connections.connection_name),
            array_agg(format('tag "%s" no longer tells its status', new_rows.tag_name))
        into v_machines, v_sources, v_details
        from old_rows
        inner join new_rows on old_rows.tag_id = new_rows.tag_id
        inner join floor.connections on old_rows.connection_id = connections.connection_id
        where
            old_rows.role = 'status'
            and (old_rows.role, old_rows.machine_id)
            is distinct from (new_rows.role, new_rows.machine_id)
            and not exists (
                select
                from floor.tags
                where
                    tags.machine_id = old_rows.machine_id
                    and tags.role = 'status'
                    and exists (select from historian.samples where samples.tag_id = tags.tag_id)
            );

        select
            array_agg(new_rows.tag_id),
            array_agg(format('tag "%s" was disabled', new_rows.tag_name))
        into v_tags, v_texts
        from old_rows
        inner join new_rows on old_rows.tag_id = new_rows.tag_id
        where old_rows.is_enabled and not new_rows.is_enabled;
        perform historian.mark_tags(v_tags, v_texts);

        select array_agg(distinct concerned.tag_id) into v_tags
        from old_rows
        inner join new_rows on old_rows.tag_id = new_rows.tag_id
        cross join lateral (
            select new_rows.tag_id
            union all
            select tags.tag_id
            from floor.tags
            where
                old_rows.role = 'reason'
                and tags.machine_id = old_rows.machine_id
                and tags.role = 'status'
        ) as concerned
        where
            (old_rows.role, old_rows.machine_id)
            is distinct from (new_rows.role, new_rows.machine_id);
    end if;

    if v_machines is not null then
        perform historian.end_states(v_machines, v_sources, v_details);
    end if;
    if v_tags is not null then
        perform historian.derive_current(v_tags);
    end if;
    return null;
end;
$$;

comment on function historian.tg_follow_tags() is
'Trigger on floor.tags: a machine without its status tag is no_data from now on; a disabled tag '
'gets a sample that says so; a tag that tells of something else is derived from its newest sample '
'on.';
