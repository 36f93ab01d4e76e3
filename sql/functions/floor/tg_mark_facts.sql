-- Note which slices no longer follow from the facts: events, jobs and pieces.
create function floor.tg_mark_facts() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    case tg_op
        when 'INSERT' then
            insert into floor.oee_dirty (machine_id, fact, from_at, to_at)
            select machine_id, tg_argv[0], min(at), max(at) from new_rows
            group by machine_id, date_trunc('day', at, 'UTC');
        when 'DELETE' then
            insert into floor.oee_dirty (machine_id, fact, from_at, to_at)
            select machine_id, tg_argv[0], min(at), max(at) from old_rows
            group by machine_id, date_trunc('day', at, 'UTC');
        when 'UPDATE' then
            insert into floor.oee_dirty (machine_id, fact, from_at, to_at)
            select machine_id, tg_argv[0], min(at), max(at)
            from (
                (table new_rows except table old_rows)
                union all
                (table old_rows except table new_rows)
            ) as changed
            group by machine_id, date_trunc('day', at, 'UTC');
        else
            insert into floor.oee_dirty (machine_id, from_at, to_at)
            select machines.machine_id, '-infinity', 'infinity' from floor.machines;
    end case;
    return null;
end;
$$;

comment on function floor.tg_mark_facts() is
'Trigger: marks what changed events, jobs or pieces reach in floor.oee_dirty. Argument: the fact.';
