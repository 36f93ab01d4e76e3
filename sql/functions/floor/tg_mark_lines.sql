-- A line that moved to another plant, or a plant in another time zone, has other days and hours.
create function floor.tg_mark_lines() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_table_name = 'lines' then
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select machines.machine_id, '-infinity', 'infinity'
        from new_rows
        inner join old_rows on new_rows.line_id = old_rows.line_id
        inner join floor.machines on new_rows.line_id = machines.line_id
        where new_rows.plant_id <> old_rows.plant_id;
    else
        insert into floor.oee_dirty (machine_id, from_at, to_at)
        select machines.machine_id, '-infinity', 'infinity'
        from new_rows
        inner join old_rows on new_rows.plant_id = old_rows.plant_id
        inner join floor.lines on new_rows.plant_id = lines.plant_id
        inner join floor.machines on lines.line_id = machines.line_id
        where new_rows.time_zone <> old_rows.time_zone;
    end if;
    if found then
        -- shifts that were worked stay; those to come are planned by the other clock
        perform floor.plan_shifts(current_date, null);
    end if;
    return null;
end;
$$;

comment on function floor.tg_mark_lines() is
'Trigger on floor.lines and floor.plants: marks all time of machines whose local time changed in '
'floor.oee_dirty, and plans the shifts to come.';
