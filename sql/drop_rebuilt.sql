-- Drop what every upgrade rebuilds: our triggers, views and functions, as the database knows
-- them, so that one whose file was deleted goes too. Never with cascade: what somebody else
-- built on ours stops the upgrade and is named.
do $$
declare
    v_ours constant text[] := array['floor', 'historian', 'relay', 'gold'];
    v_found record;
    v_dropped boolean := true;
begin
    for v_found in
        select distinct
            foreign_view.oid::regclass as dependent,
            our_view.oid::regclass as used
        from pg_class as our_view
        inner join pg_depend on our_view.oid = pg_depend.refobjid and pg_depend.refclassid = 'pg_class'::regclass
        inner join pg_rewrite on pg_depend.objid = pg_rewrite.oid and pg_depend.classid = 'pg_rewrite'::regclass
        inner join pg_class as foreign_view on pg_rewrite.ev_class = foreign_view.oid
        where our_view.relkind = 'v'
        and (our_view.relnamespace::regnamespace::text = any (v_ours) or our_view.oid = to_regclass('public.machine_feed_stream'))
        and not foreign_view.relnamespace::regnamespace::text = any (v_ours)
        and foreign_view.oid is distinct from to_regclass('public.machine_feed_stream')
    loop
        raise exception 'view % builds on %, which this upgrade replaces', v_found.dependent, v_found.used
        using errcode = 'dependent_objects_still_exist',
            hint = 'Save its definition with pg_get_viewdef, drop it, upgrade, and create it again.';
    end loop;

    for v_found in
        select pg_trigger.tgname as name, pg_trigger.tgrelid::regclass as relation
        from pg_trigger
        inner join pg_class on pg_trigger.tgrelid = pg_class.oid
        where not pg_trigger.tgisinternal
        and (pg_class.relnamespace::regnamespace::text = any (v_ours) or pg_class.oid = to_regclass('public.machine_feed_stream'))
    loop
        execute format('drop trigger %I on %s', v_found.name, v_found.relation);
    end loop;

    -- views from the top down: each round drops those nothing else reads any more
    while v_dropped loop
        v_dropped := false;
        for v_found in
            select pg_class.oid::regclass as name
            from pg_class
            where pg_class.relkind = 'v'
            and (pg_class.relnamespace::regnamespace::text = any (v_ours) or pg_class.oid = to_regclass('public.machine_feed_stream'))
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
            v_dropped := true;
        end loop;
    end loop;

    -- a function that a table needs (a default, a check, an index) belongs to a revision
    for v_found in
        select pg_proc.oid::regprocedure as signature
        from pg_proc
        where pg_proc.pronamespace::regnamespace::text = any (v_ours)
        and not exists (
            select from pg_depend
            where pg_depend.refclassid = 'pg_proc'::regclass and pg_depend.refobjid = pg_proc.oid
            and pg_depend.classid in ('pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_class'::regclass)
        )
    loop
        execute format('drop routine %s', v_found.signature);
    end loop;
end;
$$;
