-- Which machines somebody may have meant by a name we do not know.
create function floor.machine_choices(p_machine_name text) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    with candidates as (
        select
            machines.machine_name,
            -- shared three-letter pieces tell likeness without an extension
            (
                select count(*)
                from generate_series(1, greatest(char_length(p_machine_name) - 2, 1)) as piece (start)
                where position(
                    lower(substr(p_machine_name, piece.start, 3)) in lower(machines.machine_name)
                ) > 0
            ) as likeness
        from floor.machines
        where
            machines.retired_at is null
            and (
                (select floor.may_everywhere('floor.see'))
                or machines.machine_id in (select floor.machines_where('floor.see'))
            )
    ),

    nearest as (
        select machine_name
        from candidates
        order by likeness desc, machine_name
        limit 8
    )

    select case
        when count(*) = 0 then 'There is no machine yet: add one to floor.toml and run "floorcast migrate".'
        else 'Did you mean ' || string_agg(machine_name, ', ')
            || '? All names: select machine_name from machine_feed_stream.'
    end
    from nearest;
$$;

comment on function floor.machine_choices(text) is
'A hint naming up to eight machines whose names resemble the given one, most alike first.';
