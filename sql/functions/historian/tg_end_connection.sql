-- A connection is about to go, with its tags: its machines are told while they can be found.
create function historian.tg_end_connection() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform historian.end_states(
        array_agg(tags.machine_id),
        array_agg(old.protocol || ':' || old.connection_name),
        array_agg(format('connection "%s" was deleted', old.connection_name))
    )
    from floor.tags
    where tags.connection_id = old.connection_id and tags.role = 'status';
    return old;
end;
$$;

comment on function historian.tg_end_connection() is
'Trigger on floor.connections, before a row is deleted: its machines are no_data from now on.';
