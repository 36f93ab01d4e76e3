-- Who may read what. Applied at the end of each upgrade, because rebuilt views come without grants.
--
-- The role analyst reads schema gold and nothing else. A role belongs to the server, not to one
-- database: upgrades of several databases may want to create it at once, and where the one who
-- upgrades may not create roles, an administrator does so once.
do $$
begin
    if to_regrole('analyst') is null then
        begin
            create role analyst nologin;
            comment on role analyst is 'Reads schema gold of Floorcast, and nothing else.';
        exception
            when duplicate_object or unique_violation then
                null;  -- created meanwhile, by the upgrade of another database
            when insufficient_privilege then
                raise notice 'The role analyst is missing, and % may not create it', current_user
                using hint = 'Have an administrator run "create role analyst nologin", then '
                    || 'upgrade again: it will be allowed to read schema gold.';
                return;
        end;
    end if;

    grant usage on schema gold to analyst;
    grant select on all tables in schema gold to analyst;
end;
$$;
