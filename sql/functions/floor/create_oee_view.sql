-- Write a gold view of OEE at one grain.
--
-- Whatever the level or the period, an indicator is one formula over sums of slices. It stands here
-- once, and the views differ in nothing but what they group by. Where a period is asked for
-- (p_function), the same text becomes a function as well.
create function floor.create_oee_view(
    p_view text,
    p_keys text[],
    p_comment text,
    p_has_all_policies boolean default false,
    p_function text default null
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_keys constant text := array_to_string(p_keys, ', ');
    v_conditions text[] := '{}';
    v_names text := '';
    v_joins text := '';
    v_statement text;
    v_column record;
    v_columns text;
begin
    -- what a key is called, and where its name comes from
    if 'plant_id' = any(p_keys) and not p_keys && '{line_id,machine_id}' then
        v_names := v_names || 'plants.plant_name as plant, plants.plant_id, ';
        v_joins := v_joins || ' inner join floor.plants on measured.plant_id = plants.plant_id';
    end if;
    if 'line_id' = any(p_keys) then
        v_names := v_names || 'plants.plant_name as plant, lines.line_name as line, measured.line_id,'
            || ' lines.target_oee_ratio::double precision as target_oee_ratio, ';
        v_joins := v_joins || ' inner join floor.lines on measured.line_id = lines.line_id'
            || ' inner join floor.plants on lines.plant_id = plants.plant_id';
    end if;
    if 'machine_id' = any(p_keys) then
        v_names := v_names || 'machines.machine_name as machine, machines.machine_type,'
            || ' measured.machine_id, ';
        v_joins := v_joins
            || ' inner join floor.machines on measured.machine_id = machines.machine_id';
    end if;
    if 'product_id' = any(p_keys) then
        v_names := v_names || 'products.product_name as product, measured.product_id, ';
        v_joins := v_joins
            || ' left join floor.products on measured.product_id = products.product_id';
    end if;
    if 'week_starts_on' = any(p_keys) then
        v_names := v_names || 'measured.week_starts_on, ';
    end if;
    if 'business_date' = any(p_keys) then
        v_names := v_names || 'measured.business_date, ';
    end if;
    if 'shift_name' = any(p_keys) then
        v_conditions := v_conditions || 'slices.shift_id is not null'::text;
        v_names := v_names || 'measured.shift_name, ';
    end if;
    if 'shift_id' = any(p_keys) then
        v_conditions := v_conditions || 'slices.shift_id is not null'::text;
        v_names := v_names || 'shifts.shift_name, measured.shift_id, ';
        v_joins := v_joins || ' inner join floor.shifts on measured.shift_id = shifts.shift_id';
        if not 'starts_at' = any(p_keys) then
            v_names := v_names
                || 'lower(shifts.during) as starts_at, upper(shifts.during) as ends_at, ';
        end if;
    end if;
    if 'starts_at' = any(p_keys) then
        v_names := v_names || 'measured.starts_at, measured.ends_at, ';
    end if;
    if p_has_all_policies then
        v_names := v_names || 'measured.policy_name, ';
    end if;
    if p_function is not null then
        v_conditions := v_conditions || array[
            '(p_from is null or slices.business_date >= p_from)',
            '(p_to is null or slices.business_date <= p_to)',
            '(p_shift_name is null or slices.shift_name = p_shift_name)',
            '(p_from_at is null or slices.starts_at >= p_from_at)',
            '(p_to_at is null or slices.starts_at < p_to_at)',
            '(p_line_id is null or slices.line_id = p_line_id)'
        ];
    end if;

    v_statement := floor.oee_statement(
        v_keys, '%s', case when p_has_all_policies then '' else 'where is_default' end, v_names, v_joins
    );
    execute format('create view %s as %s', p_view, format(v_statement, coalesce(
        'where ' || (
            select string_agg(condition, ' and ') from unnest(v_conditions) as conditions (condition)
            where condition not like '(p\_%'
        ),
        ''
    )));
    execute format('comment on view %s is %L', p_view, p_comment);
    for v_column in
        select pg_attribute.attname as name
        from pg_attribute
        where pg_attribute.attrelid = p_view::regclass and pg_attribute.attnum > 0
    loop
        execute format(
            'comment on column %s.%I is %L', p_view, v_column.name,
            floor.oee_column_comment(v_column.name)
        );
    end loop;

    if p_function is not null then
        select string_agg(
            format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum
        )
        into v_columns
        from pg_attribute
        where attrelid = p_view::regclass and attnum > 0;
        execute format(
            'create function %s('
            'p_from date default null, p_to date default null, p_shift_name text default null, '
            'p_from_at timestamptz default null, p_to_at timestamptz default null, '
            'p_line_id integer default null'
            -- as its owner, so that who may read gold may call it; planned for the values given,
            -- so that what is null costs nothing and the index on the date serves
            ') returns table (%s) language plpgsql stable security definer '
            'set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan '
            'as $f$ %s begin return query %s; end; $f$',
            p_function, v_columns, E'\n#variable_conflict use_column\n',
            format(v_statement, 'where ' || array_to_string(v_conditions, ' and '))
        );
        execute format(
            'comment on function %s(date, date, text, timestamptz, timestamptz, integer) is %L',
            p_function,
            format(
                'The same as %s over a period: business dates p_from to p_to, both included; one '
                'shift '
                'by name; slices that begin from p_from_at on and before p_to_at; one line. What '
                'is null '
                'or left out does not restrict.',
                p_view
            )
        );
    end if;
end;
$$;

comment on function floor.create_oee_view(text, text[], text, boolean, text) is
'Creates a gold view of OEE with its comments. Arguments: its name; columns of '
'floor.placed_slices to '
'group by; its comment, with its grain; whether it has a row for each policy instead of the '
'default '
'one; name of a function with the same columns over any period.';
