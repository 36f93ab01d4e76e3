-- Drop what every upgrade rebuilds: our policies, triggers, views and functions, as the database
-- knows them, so that one whose file was deleted goes too. Never with cascade: what somebody else
-- built on ours stops the upgrade and is named. The schemas listed here are ours alone.
do $$
declare
    v_schemas constant name[] := array['access', 'floor', 'historian', 'relay', 'gold'];
    v_views constant oid[] := array(
        select pg_class.oid from pg_class
        where pg_class.relkind = 'v'
        and (
            pg_class.relnamespace::regnamespace::name = any(v_schemas)
            -- the one view that people find without naming a schema
            or pg_class.oid = to_regclass('public.machine_feed_stream')
        )
    );
    -- a function that a table needs (a default, a check, an index) belongs to a revision
    v_functions constant oid[] := array(
        select pg_proc.oid from pg_proc
        where pg_proc.pronamespace::regnamespace::name = any(v_schemas)
        and not exists (
            select from pg_depend
            where pg_depend.refclassid = 'pg_proc'::regclass and pg_depend.refobjid = pg_proc.oid
            and pg_depend.classid in (
                'pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_class'::regclass
            )
        )
    );
    v_found record;
    v_is_dropped boolean := true;
begin
    -- first, because they call our functions; a policy of somebody else's stays. Tables are locked
    -- in the order of their names, at every upgrade alike
    for v_found in
        select pg_policy.polname as name, pg_policy.polrelid::regclass as relation
        from pg_policy
        inner join pg_class on pg_policy.polrelid = pg_class.oid
        where pg_class.relnamespace::regnamespace::name = any(v_schemas)
        and pg_policy.polname like '%\_where\_allowed'
        order by pg_class.relname, pg_policy.polname
    loop
        execute format('drop policy %I on %s', v_found.name, v_found.relation);
    end loop;

    for v_found in
        select
            case
                when pg_rewrite.oid is null then pg_describe_object(classid, objid, 0)
                else pg_describe_object('pg_class'::regclass, pg_rewrite.ev_class, 0)
            end as dependent,
            pg_describe_object(refclassid, refobjid, 0) as used
        from pg_depend
        left join pg_rewrite on classid = 'pg_rewrite'::regclass and objid = pg_rewrite.oid
        left join pg_trigger on classid = 'pg_trigger'::regclass and objid = pg_trigger.oid
        left join pg_proc on classid = 'pg_proc'::regclass and objid = pg_proc.oid
        where (
            (refclassid = 'pg_class'::regclass and refobjid = any(v_views))
            or (refclassid = 'pg_proc'::regclass and refobjid = any(v_functions))
        )
        and (
            -- a view or a rule of theirs; a trigger of theirs, or one of ours on their table;
            -- a function of theirs that PostgreSQL looks into
            not pg_rewrite.ev_class = any(v_views)
            or not pg_trigger.tgfoid = any(v_functions)
            or not (
                select pg_class.relnamespace::regnamespace::name = any(v_schemas) or pg_class.oid = any(v_views)
                from pg_class
                where pg_class.oid = pg_trigger.tgrelid
            )
            or not pg_proc.pronamespace::regnamespace::name = any(v_schemas)
        )
        order by dependent, used
    loop
        raise exception '% builds on %, which this upgrade replaces', v_found.dependent, v_found.used
        using errcode = 'dependent_objects_still_exist',
            hint = 'Save its definition, drop it, upgrade, and create it again.';
    end loop;

    -- a trigger of somebody else's on one of our tables stays: tables are not rebuilt
    for v_found in
        select pg_trigger.tgname as name, pg_trigger.tgrelid::regclass as relation
        from pg_trigger
        where pg_trigger.tgfoid = any(v_functions)
        order by pg_trigger.tgrelid::regclass::text, pg_trigger.tgname
    loop
        execute format('drop trigger %I on %s', v_found.name, v_found.relation);
    end loop;

    -- views from the top down: each round drops those nothing else reads any more
    while v_is_dropped loop
        v_is_dropped := false;
        for v_found in
            select pg_class.oid::regclass as name
            from pg_class
            where pg_class.oid = any(v_views)
            and not exists (
                select from pg_depend
                inner join pg_rewrite on pg_depend.objid = pg_rewrite.oid
                where pg_depend.classid = 'pg_rewrite'::regclass
                and pg_depend.refclassid = 'pg_class'::regclass
                and pg_depend.refobjid = pg_class.oid
                and pg_rewrite.ev_class <> pg_class.oid
            )
        loop
            execute format('drop view %s', v_found.name);
            v_is_dropped := true;
        end loop;
    end loop;

    for v_found in
        select pg_proc.oid::regprocedure as signature from pg_proc where pg_proc.oid = any(v_functions)
    loop
        execute format('drop routine %s', v_found.signature);
    end loop;
end;
$$;
