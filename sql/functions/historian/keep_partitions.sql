-- Have partitions ready for the days to come, and drop those beyond the retention.
create function historian.keep_partitions(p_now timestamptz default now()) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- whoever wants the tables meanwhile queues up behind this
set lock_timeout = '500ms'
as $$
declare
    v_today constant date := (p_now at time zone 'UTC')::date;
    v_retention historian.retention;
    v_day date;
    v_tables text;
    v_changed integer := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('historian.partitions')) then
        return 0;  -- another server is at it
    end if;
    select * into strict v_retention from historian.retention;

    for v_day in
        select v_today + days.number
        from generate_series(-1, v_retention.ahead_days) as days (number)
    loop
        begin
            v_changed := v_changed + historian.add_partitions(v_day);
        exception
            when lock_not_available then
                null;  -- somebody changes the table just now: the next call tries again
        end;
    end loop;

    for v_day, v_tables in
        select
            partitions.day,
            string_agg(partitions.name, ', ')
        from (
            select
                pg_class.oid::regclass::text as name,
                to_date(right(pg_class.relname, 8), 'YYYYMMDD') as day
            from pg_inherits
            inner join pg_class on pg_inherits.inhrelid = pg_class.oid
            where
                pg_inherits.inhparent in (
                    'historian.samples'::regclass, 'historian.counter_steps'::regclass
                )
                and pg_class.relname ~ '_\d{8}$'
        ) as partitions
        where partitions.day < v_today - v_retention.keep_days
        group by partitions.day
        order by partitions.day
    loop
        begin
            -- both at once: samples without a place for their steps could not be changed any more
            execute 'drop table ' || v_tables;
            v_changed := v_changed + cardinality(string_to_array(v_tables, ', '));
        exception
            when lock_not_available then
                null;  -- a long query reads it
        end;
    end loop;
    return v_changed;
end;
$$;

comment on function historian.keep_partitions(timestamptz) is
'Makes the partitions of yesterday, today and the days ahead, and drops those beyond the '
'retention, as historian.retention says; returns how many tables were made or dropped. What is '
'locked stays for the next call. Safe to call at any time; upgrades and servers do so.';
