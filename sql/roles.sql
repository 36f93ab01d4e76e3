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
            ),
            (
                'app',
                'Acts for people on the pages of Floorcast: row-level security holds it to their rights.',
                'the pages will read and write through it.'
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

    -- What is behind the pages. A table of floor or historian is theirs as far as a policy says which
    -- rows (sql/policies): what has no policy for a command is refused. A view is theirs where it
    -- reads with the rights of who asks, or is one of those listed, which ask who looks themselves,
    -- as those of gold do: any other would go round the policies.
    if to_regrole('app') is not null then
        begin
            if not pg_has_role(current_user, 'app', 'set') then
                execute format('grant app to %I with set true', current_user);
            end if;
        exception
            when insufficient_privilege then
                raise notice 'The pages cannot act for people: % may not take the role app', current_user
                using hint = format(
                    'Have an administrator run "grant app to %I with set true".', current_user
                );
        end;
        grant usage on schema floor, historian, gold to app;
        grant select on all tables in schema gold to app;
        for v_role in
            select
                pg_class.oid::regclass as relation,
                (
                    select string_agg(commands.name, ', ')
                    from (
                        values ('r', 'select'), ('a', 'insert'), ('w', 'update'), ('d', 'delete')
                    ) as commands (key, name)
                    where exists (
                        select from pg_policy
                        where
                            pg_policy.polrelid = pg_class.oid
                            and pg_policy.polcmd = commands.key::"char"
                    )
                ) as commands
            from pg_class
            where
                pg_class.relnamespace in ('floor'::regnamespace, 'historian'::regnamespace)
                and pg_class.relrowsecurity
        loop
            execute format('grant %s on %s to app', v_role.commands, v_role.relation);
        end loop;
        for v_role in
            select pg_class.oid::regclass as relation
            from pg_class
            where
                pg_class.relnamespace in ('floor'::regnamespace, 'historian'::regnamespace)
                and pg_class.relkind = 'v'
                and (
                    'security_invoker=true' = any(pg_class.reloptions)
                    or pg_class.oid::regclass::text in (
                        'floor.permissions', 'floor.visible_lines', 'floor.placed_slices',
                        'floor.machine_live', 'floor.reason_tree', 'floor.work_order_sums',
                        'floor.work_order_history', 'floor.work_order_transitions',
                        'historian.latest_samples'
                    )
                )
        loop
            execute format('grant select on %s to app', v_role.relation);
        end loop;
        grant select, insert, update on machine_feed_stream to app;
        grant usage on all sequences in schema floor to app;
        -- which secrets there are, and what a device answered; never a secret itself
        revoke select on floor.connection_secrets, historian.probes from app;
        grant select (connection_id, secret_name) on floor.connection_secrets to app;
        grant select (probe_id, connection_id, asked_at, taken_at, answered_at, answer)
        on historian.probes to app;
    end if;
end;
$$;
