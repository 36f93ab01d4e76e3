-- A changed shift changes what its time is, and to which day it belongs. It also cuts the slots on
-- either side of it otherwise, so these are marked with it.
create function floor.tg_mark_shifts() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'TRUNCATE' then
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select machines.machine_id, '-infinity', 'infinity' from floor.machines;
        return null;
    end if;
    if tg_op <> 'DELETE' then
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select
            machines.machine_id,
            min(lower(new_rows.during)) - interval '1 microsecond',
            max(upper(new_rows.during)) + interval '1 microsecond'
        from new_rows
        inner join floor.machines on new_rows.line_id = machines.line_id
        -- what lies ahead is nobody's work yet
        where lower(new_rows.during) < clock_timestamp()
        group by machines.machine_id, date_trunc('week', lower(new_rows.during), 'UTC');
    end if;
    if tg_op <> 'INSERT' then
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select
            machines.machine_id,
            min(lower(old_rows.during)) - interval '1 microsecond',
            max(upper(old_rows.during)) + interval '1 microsecond'
        from old_rows
        inner join floor.machines on old_rows.line_id = machines.line_id
        where lower(old_rows.during) < clock_timestamp()
        group by machines.machine_id, date_trunc('week', lower(old_rows.during), 'UTC');
    end if;
    return null;
end;
$$;

comment on function floor.tg_mark_shifts() is
'Trigger: marks the time of changed shifts in floor.oee_dirty, for all machines of the line.';
