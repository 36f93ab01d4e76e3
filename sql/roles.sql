-- Who may do what. Applied at the end of each upgrade, because rebuilt views come without grants.
--
-- A role belongs to the server, not to one database: upgrades of several databases may want to
-- create it at once, and where the one who upgrades may not create roles, an administrator does so
-- once.
do $$
declare
    v_role record;
begin
    for v_role in
        select *
        from (
            values
            (
                'analyst',
                'Reads schema gold of Floorcast, and nothing else.',
                'it will be allowed to read schema gold.'
            ),
            (
                'ingest',
                'Stores samples of machines in Floorcast, and changes no facts.',
                'it will be allowed to store samples.'
            )
        ) as listed (role_name, purpose, allowed)
        where to_regrole(listed.role_name) is null
    loop
        begin
            execute format('create role %I nologin', v_role.role_name);
            execute format('comment on role %I is %L', v_role.role_name, v_role.purpose);
        exception
            when duplicate_object or unique_violation then
                null;  -- created meanwhile, by the upgrade of another database
            when insufficient_privilege then
                raise notice 'The role % is missing, and % may not create it',
                    v_role.role_name, current_user
                using hint = format(
                    'Have an administrator run "create role %s nologin", then upgrade again: %s',
                    v_role.role_name, v_role.allowed
                );
        end;
    end loop;

    if to_regrole('analyst') is not null then
        grant usage on schema gold to analyst;
        grant select on all tables in schema gold to analyst;
    end if;

    -- Facts follow from samples by triggers, which work with the rights of their owner: so it needs
    -- none on facts, figures or people.
    if to_regrole('ingest') is not null then
        grant usage on schema floor, historian to ingest;
        grant select on floor.connections, floor.connection_secrets, floor.tags, floor.machines,
        historian.retention, historian.latest_samples to ingest;
        -- to hold a row while it reports on it, one column has to be its to write
        grant update (origin) on floor.connections, floor.tags to ingest;
        grant select, insert on historian.samples, historian.dead_letters to ingest;
        grant select, insert, update, delete on historian.ingesters, historian.connection_states,
        historian.connectors, historian.watermarks, historian.tag_problems, historian.probes
        to ingest;
        grant execute on function historian.sort_out(text),
        historian.ensure_partitions(date, date), historian.resume(text, timestamptz) to ingest;
    end if;
end;
$$;
