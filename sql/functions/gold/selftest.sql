-- Does this database calculate as the books say? Published examples through the real views.
--
-- The examples are written as rows of a plant of their own, the views are read, and everything is
-- rolled back: what was read is carried out in a variable, which a rollback leaves alone.
create function gold.selftest() returns table (
    example text,
    measure text,
    expected double precision,
    got double precision,
    pass boolean
)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_mark constant text := 'selftest ' || gen_random_uuid();
    v_found jsonb;
begin
    begin
        perform floor.write_selftest(v_mark);

        with

        stations as (
            select
                machines.machine_id,
                machines.line_id,
                substr(machines.machine_name, char_length(v_mark) + 2) as name
            from floor.machines
            inner join floor.lines on machines.line_id = lines.line_id
            inner join floor.plants on lines.plant_id = plants.plant_id
            where plants.plant_name = v_mark
        ),

        measured as (
            select
                stations.name || ' shift' as key,
                to_jsonb(shifts.*) as figures
            from stations
            cross join lateral (
                select oee_station_shift.*
                from gold.oee_station_shift
                where oee_station_shift.machine_id = stations.machine_id
            ) as shifts
            where stations.name in ('vorne', 'm1', 'm2', 'losses', 'flux')
            union all
            select
                'unequal line' as key,
                to_jsonb(lines.*) as figures
            from stations
            cross join lateral (
                select oee_line_shift.*
                from gold.oee_line_shift
                where oee_line_shift.line_id = stations.line_id
            ) as lines
            where stations.name = 'm1'
            union all
            select
                stations.name || ' ever' as key,
                to_jsonb(ever.*) as figures
            from stations
            cross join lateral (
                select oee_station.*
                from gold.oee_station
                where oee_station.machine_id = stations.machine_id
            ) as ever
            where stations.name in ('repaired', 'faultless')
            union all
            select
                'teep day' as key,
                to_jsonb(days.*) as figures
            from stations
            cross join lateral (
                select oee_station_day.*
                from gold.oee_station_day
                where oee_station_day.machine_id = stations.machine_id
            ) as days
            where stations.name = 'teep'
            union all
            select
                'loading week' as key,
                to_jsonb(weeks.*) as figures
            from stations
            cross join lateral (
                select oee_station_week.*
                from gold.oee_station_week
                where oee_station_week.machine_id = stations.machine_id
            ) as weeks
            where stations.name = 'loading'
        )

        select coalesce(jsonb_object_agg(measured.key, measured.figures), '{}') into v_found
        from measured;
        raise exception using errcode = 'FCUND', message = 'undo the examples';
    exception
        when sqlstate 'FCUND' then
            null;
    end;

    return query
    with

    compared as (
        select
            examples.*,
            (v_found -> examples.key ->> examples.column_name)::double precision
            / examples.divisor as got
        from floor.selftest_examples() as examples
    )

    select
        compared.example,
        compared.measure,
        compared.expected,
        compared.got,
        coalesce(
            abs(compared.got - compared.expected) <= 1e-9 * greatest(1, abs(compared.expected)),
            compared.got is null and compared.expected is null and v_found ? compared.key
        )
    from compared
    order by compared.place;
end;
$$;

comment on function gold.selftest() is
'Published examples of OEE, calculated by this database: what the source says, what the views say, '
'and whether they agree. One row per example and measure. Writes its rows, reads the views and '
'undoes all of it, so it takes the right to write. A default policy that counts otherwise than the '
'books shows as a difference. Example: select * from gold.selftest() where not pass.';
