-- A connection was disabled: nothing is known of its tags from now on.
create function historian.tg_follow_connections() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_tags integer[];
    v_texts text[];
begin
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
'Trigger on floor.connections: tags of a disabled connection get a sample that says so.';
