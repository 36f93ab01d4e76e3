-- What a restore would replace: how many status events and work orders are here, and whose views
-- elsewhere are built on ours. Only for a database that was set up before.
select
    (select count(*) from floor.status_events) as status_events,
    (select count(*) from floor.work_orders) as work_orders,
    array(
        select distinct pg_class.oid::regclass::text as view_name
        from pg_depend
        inner join pg_rewrite on pg_depend.objid = pg_rewrite.oid
        inner join pg_class on pg_rewrite.ev_class = pg_class.oid
        inner join pg_class as used on pg_depend.refobjid = used.oid
        where
            pg_depend.classid = 'pg_rewrite'::regclass
            and pg_depend.refclassid = 'pg_class'::regclass
            and used.relnamespace::regnamespace::text = any($1::text[])
            and pg_class.relnamespace::regnamespace::text <> all($1::text[])
            and pg_class.oid <> 'public.machine_feed_stream'::regclass
        order by view_name
    ) as others;
