-- Write the published examples of gold.selftest() as rows of a plant of their own, and sum them up.
-- All in January and February 2001; what is written is named by the mark, and is to be undone.
create function floor.write_selftest(p_mark text) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_start constant timestamptz := '2001-01-01 00:00+00';  -- a Monday
    v_minute constant interval := interval '1 minute';
    v_plant_id integer;
    v_setup_id integer;
    v_startup_id integer;
begin
    insert into floor.plants (plant_name, time_zone) values (p_mark, 'UTC')
    returning plant_id into v_plant_id;
    insert into floor.machine_types (machine_type) values (p_mark);
    insert into floor.reasons (reason_name, loss_category) values (p_mark || ' setup', 'setup')
    returning reason_id into v_setup_id;
    insert into floor.reasons (reason_name, loss_category)
    values (p_mark || ' startup', 'startup_reject')
    returning reason_id into v_startup_id;

    insert into floor.lines (plant_id, line_name)
    select v_plant_id, p_mark || ' ' || listed.line
    from unnest(
        array['vorne', 'unequal', 'losses', 'repaired', 'faultless', 'flux', 'teep', 'loading']
    ) as listed (line);

    insert into floor.machines (machine_name, short_name, line_id, machine_type, map_x, map_y)
    select p_mark || ' ' || listed.machine, 'TEST', lines.line_id, p_mark, 0, 0
    from (
        values
        ('vorne', 'vorne'), ('unequal', 'm1'), ('unequal', 'm2'), ('losses', 'losses'),
        ('repaired', 'repaired'), ('faultless', 'faultless'), ('flux', 'flux'), ('teep', 'teep'),
        ('loading', 'loading')
    ) as listed (line, machine)
    inner join floor.lines on lines.line_name = p_mark || ' ' || listed.line;

    insert into floor.ideal_cycles (machine_id, valid_from, ideal_cycle_s)
    select machines.machine_id, '-infinity', listed.ideal_cycle_s
    from (
        values ('vorne', 1), ('m1', 60), ('m2', 60), ('losses', 30), ('flux', 30), ('teep', 2)
    ) as listed (machine, ideal_cycle_s)
    inner join floor.machines on machines.machine_name = p_mark || ' ' || listed.machine;

    insert into floor.shifts (line_id, business_date, shift_name, during)
    select
        lines.line_id,
        (v_start at time zone 'UTC')::date + listed.day,
        listed.shift,
        tstzrange(v_start + listed.from_min * v_minute, v_start + listed.to_min * v_minute)
    from (
        values
        ('vorne', 0, 'A', 480, 960), ('unequal', 0, 'A', 480, 780), ('losses', 0, 'A', 480, 960),
        ('flux', 0, 'A', 0, 480), ('teep', 0, 'A', 360, 1320)
        union all
        -- round the clock, for so many hours
        select
            worked.line, day, 'A', day * 1440, least(day * 1440 + 1440, worked.hours * 60)
        from (values ('repaired', 1050), ('faultless', 1000)) as worked (line, hours)
        cross join generate_series(0, (worked.hours - 1) / 24) as day
        union all
        -- Monday to Friday in three shifts
        select
            'loading', day, 'shift ' || shift, day * 1440 + 360 + shift * 480,
            day * 1440 + 840 + shift * 480
        from generate_series(0, 4) as day
        cross join generate_series(0, 2) as shift
    ) as listed (line, day, shift, from_min, to_min)
    inner join floor.lines on lines.line_name = p_mark || ' ' || listed.line;

    insert into floor.planned_stops (line_id, machine_id, during, stop_name)
    select
        machines.line_id,
        machines.machine_id,
        tstzrange(v_start + listed.from_min * v_minute, v_start + listed.to_min * v_minute),
        p_mark
    from (
        values ('vorne', 720, 780), ('m1', 580, 780)
    ) as listed (machine, from_min, to_min)
    inner join floor.machines on machines.machine_name = p_mark || ' ' || listed.machine;

    insert into floor.status_events (machine_id, at, status, reason_id)
    select
        machines.machine_id,
        v_start + listed.at_min * v_minute,
        listed.status,
        case when listed.is_setup then v_setup_id end
    from (
        values
        ('vorne', 480, 'operational', false), ('vorne', 540, 'down', false),
        ('vorne', 587, 'operational', false),
        ('m1', 480, 'operational', false), ('m1', 570, 'down', false),
        ('m2', 480, 'operational', false), ('m2', 630, 'down', false),
        ('losses', 480, 'down', true), ('losses', 510, 'operational', false),
        ('losses', 600, 'down', false), ('losses', 650, 'operational', false),
        ('repaired', 0, 'operational', false), ('faultless', 0, 'operational', false),
        ('flux', 0, 'operational', false), ('flux', 60, 'operational', false),
        ('flux', 120, 'down', false), ('flux', 180, 'operational', false),
        ('flux', 210, 'operational', false), ('flux', 240, 'down', false),
        ('teep', 360, 'operational', false), ('loading', 360, 'operational', false)
        union all
        -- five failures of ten hours each
        select 'repaired', number * 6000 + ended * 600, states.status, false
        from generate_series(1, 5) as number
        cross join (values (0, 'down'), (1, 'operational')) as states (ended, status)
    ) as listed (machine, at_min, status, is_setup)
    inner join floor.machines on machines.machine_name = p_mark || ' ' || listed.machine;

    insert into floor.production (machine_id, at, good_pcs, scrap_pcs, scrap_reason_id)
    select
        machines.machine_id,
        v_start + listed.at_min * v_minute,
        listed.good_pcs,
        listed.scrap_pcs,
        case when listed.is_startup then v_startup_id end
    from (
        values
        ('vorne', 500, 18848, 423, false), ('m1', 490, 80, 0, false), ('m2', 490, 135, 15, false),
        ('losses', 520, 0, 40, true), ('losses', 530, 600, 60, false),
        -- differences of counters that stood at 1200 parts, 10 of them bad
        ('flux', 60, 99, 1, false), ('flux', 120, 100, 0, false), ('flux', 210, 37, 3, false),
        ('teep', 400, 18000, 0, false)
    ) as listed (machine, at_min, good_pcs, scrap_pcs, is_startup)
    inner join floor.machines on machines.machine_name = p_mark || ' ' || listed.machine;

    perform floor.write_slices(
        array_agg(machines.machine_id),
        array_agg(v_start),
        array_agg(v_start + listed.hours * interval '1 hour'),
        v_start + interval '1050 hours'
    )
    from (
        values
        ('vorne', 24), ('m1', 24), ('m2', 24), ('losses', 24), ('flux', 8), ('teep', 24),
        ('repaired', 1050), ('faultless', 1000), ('loading', 168)
    ) as listed (machine, hours)
    inner join floor.machines on machines.machine_name = p_mark || ' ' || listed.machine;
end;
$$;

comment on function floor.write_selftest(text) is
'Writes the published examples of gold.selftest() as rows of a plant named by the mark, and sums '
'them up. Whoever calls it undoes it.';
