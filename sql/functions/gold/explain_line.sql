-- Why the OEE of a line in a shift is what it is: from the figure down to its machines.
-- Security definer, like gold.explain_oee().
create function gold.explain_line(p_line text, p_shift_id integer) returns table (
    section text,
    item text,
    machine text,
    value numeric,
    unit text,
    formula text
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_line_id integer;
begin
    select lines.line_id into v_line_id
    from floor.visible_lines as lines
    where lower(lines.line_name) = lower(p_line);
    if v_line_id is null then
        raise exception 'line "%" is unknown', p_line
        using errcode = 'foreign_key_violation', hint = (
            select coalesce(
                'Did you mean ' || floor.similar_names(p_line, array_agg(lines.line_name)) || '?',
                'There is no line yet: add one to floor.toml and run "floorcast migrate".'
            )
            from floor.visible_lines as lines
            where lines.retired_at is null
        );
    end if;
    perform floor.shift_during(v_line_id, p_shift_id);

    return query
    with

    explained as (
        select
            figures.*,
            null::text as machine
        from gold.oee_line_shift as measured
        cross join lateral floor.explain_figures(to_jsonb(measured)) as figures
        where measured.line_id = v_line_id and measured.shift_id = p_shift_id
        union all
        select
            figures.*,
            measured.machine
        from gold.oee_station_shift as measured
        cross join lateral floor.explain_figures(to_jsonb(measured)) as figures
        where measured.line_id = v_line_id and measured.shift_id = p_shift_id
    )

    select
        explained.section,
        explained.item,
        explained.machine,
        explained.value,
        explained.unit,
        case
            when explained.machine is null and explained.section = 'component'
                then 'sum of its machines'
            else explained.formula
        end
    from explained
    order by
        explained.section = 'component', explained.place, explained.machine nulls first;
end;
$$;

comment on function gold.explain_line(text, integer) is
'Why the OEE of a line in a shift is what it is: each figure and component of the line (machine is '
'null), followed by those of its machines. One row per figure or component and machine. Example: '
'select * from gold.explain_line(''Engine'', 4711).';
