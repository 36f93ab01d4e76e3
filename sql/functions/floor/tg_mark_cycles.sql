-- A changed ideal cycle changes what was counted since it is valid.
create function floor.tg_mark_cycles() returns trigger
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
        select machine_id, min(valid_from), 'infinity' from new_rows group by machine_id;
    end if;
    if tg_op <> 'INSERT' then
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select machine_id, min(valid_from), 'infinity' from old_rows group by machine_id;
    end if;
    return null;
end;
$$;

comment on function floor.tg_mark_cycles() is
'Trigger: marks the time since a changed ideal cycle is valid in floor.oee_dirty.';
