-- A connection has another name: what was counted lately is found under it, and counted on.
create function historian.tg_rename_source() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Facts keep the name they were written under. But the last minutes are not complete: counted
    -- anew under the new name, their pieces would be there twice.
    update floor.production as counted
    set source = renamed.new_source
    from (
        select distinct
            tags.machine_id,
            old_rows.protocol || ':' || old_rows.connection_name as old_source,
            new_rows.protocol || ':' || new_rows.connection_name as new_source
        from old_rows
        inner join new_rows on old_rows.connection_id = new_rows.connection_id
        inner join floor.tags on new_rows.connection_id = tags.connection_id
        where
            (old_rows.protocol, old_rows.connection_name)
            is distinct from (new_rows.protocol, new_rows.connection_name)
            and tags.role in ('good', 'scrap', 'total')
    ) as renamed
    cross join lateral (
        select production.at
        from floor.production
        where
            production.machine_id = renamed.machine_id
            and production.source = renamed.old_source
        order by production.at desc
        limit 1
    ) as newest
    where
        counted.machine_id = renamed.machine_id
        and counted.source = renamed.old_source
        and counted.at >= newest.at - interval '1 hour';
    return null;
end;
$$;

comment on function historian.tg_rename_source() is
'Trigger on floor.connections: pieces of the last hour that a renamed connection counted take its '
'new name as their source.';
