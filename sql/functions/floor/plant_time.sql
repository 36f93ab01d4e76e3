-- An instant as the clock on the plant's wall shows it, for sentences.
create function floor.plant_time(p_machine_id integer, p_at timestamptz) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select to_char(p_at at time zone plants.time_zone, 'YYYY-MM-DD HH24:MI:SS')
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    where machines.machine_id = p_machine_id;
$$;

comment on function floor.plant_time(integer, timestamptz) is
'An instant in the time of the plant where a machine stands, as 2026-03-02 14:05:30.';
