-- A new machine, another line, another limit for minor stops: all of its time counts anew.
create function floor.tg_mark_machines() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select machine_id, '-infinity', 'infinity' from new_rows;
    else
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select new_rows.machine_id, '-infinity', 'infinity'
        from new_rows
        inner join old_rows on new_rows.machine_id = old_rows.machine_id
        where (
            new_rows.line_id, new_rows.micro_stop_limit_s,
            new_rows.commissioned_at, new_rows.retired_at
        ) is distinct from (
            old_rows.line_id, old_rows.micro_stop_limit_s,
            old_rows.commissioned_at, old_rows.retired_at
        );
    end if;
    return null;
end;
$$;

comment on function floor.tg_mark_machines() is
'Trigger: marks all time of machines that are new or counted differently in floor.oee_dirty.';
