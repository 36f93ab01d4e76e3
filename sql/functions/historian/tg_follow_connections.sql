-- A connection was disabled: nothing is known of its tags from now on. Or it has another name:
-- what it said lately is found under it.
create function historian.tg_follow_connections() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tags integer[];
    v_texts text[];
    v_renamed record;
begin
    for v_renamed in
        select
            tags.machine_id,
            tags.role,
            old_rows.protocol || ':' || old_rows.connection_name as old_source,
            new_rows.protocol || ':' || new_rows.connection_name as new_source
        from old_rows
        inner join new_rows on old_rows.connection_id = new_rows.connection_id
        inner join floor.tags on new_rows.connection_id = tags.connection_id
        where
            (old_rows.protocol, old_rows.connection_name)
            is distinct from (new_rows.protocol, new_rows.connection_name)
            and tags.role in ('status', 'product')
    loop
        -- Facts keep the name they were written under. But the newest one is what comes next is
        -- compared with, and late samples may still touch those just before it.
        if v_renamed.role = 'status' then
            update floor.status_events set source = v_renamed.new_source
            where
                status_events.machine_id = v_renamed.machine_id
                and status_events.source = v_renamed.old_source
                and status_events.at >= (
                    select max(newest.at) - interval '1 hour'
                    from floor.status_events as newest
                    where
                        newest.machine_id = v_renamed.machine_id
                        and newest.source = v_renamed.old_source
                );
        else
            update floor.job_events set source = v_renamed.new_source
            where
                job_events.machine_id = v_renamed.machine_id
                and job_events.source = v_renamed.old_source
                and job_events.at >= (
                    select max(newest.at) - interval '1 hour'
                    from floor.job_events as newest
                    where
                        newest.machine_id = v_renamed.machine_id
                        and newest.source = v_renamed.old_source
                );
        end if;
    end loop;

    select
        array_agg(tags.tag_id),
        array_agg(format('connection "%s" was disabled', new_rows.connection_name))
    into v_tags, v_texts
    from old_rows
    inner join new_rows on old_rows.connection_id = new_rows.connection_id
    inner join floor.tags on new_rows.connection_id = tags.connection_id
    where old_rows.is_enabled and not new_rows.is_enabled and tags.is_enabled;

    if v_tags is not null then
        perform historian.mark_tags(v_tags, v_texts);
    end if;
    return null;
end;
$$;

comment on function historian.tg_follow_connections() is
'Trigger on floor.connections: tags of a disabled connection get a sample that says so; states and '
'jobs of the last hour, and at least the newest ones, take the new name of a renamed connection as '
'their source.';
