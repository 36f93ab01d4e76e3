-- When a shift of a line is, or which shifts the line has.
create function floor.shift_during(p_line_id integer, p_shift_id integer) returns tstzrange
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_line text;
    v_other_line text;
    v_during tstzrange;
begin
    select lines.line_name into v_line from floor.lines where lines.line_id = p_line_id;
    select
        shifts.during,
        case when shifts.line_id <> p_line_id then lines.line_name end
    into v_during, v_other_line
    from floor.shifts
    inner join floor.visible_lines as lines on shifts.line_id = lines.line_id
    where shifts.shift_id = p_shift_id;

    if v_during is not null and v_other_line is null then
        return v_during;
    end if;
    raise exception '%', case
        when v_other_line is null then format('shift %s is unknown', coalesce(p_shift_id::text, 'null'))
        else format(
            'shift %s is one of line "%s", not of line "%s"', p_shift_id, v_other_line, v_line
        )
    end
    using errcode = 'foreign_key_violation', hint = (
        select coalesce(
            format('The latest shifts of line "%s": ', v_line) || string_agg(
                format('%s (%s %s)', latest.shift_id, latest.business_date, latest.shift_name),
                ', ' order by latest.begins_at desc
            ) || format(
                '. All of them: select shift_id, business_date, shift_name from gold.shifts '
                'where line_id = %s.', p_line_id
            ),
            format('Line "%s" has worked no shift yet.', v_line)
        )
        from (
            select
                shifts.shift_id,
                shifts.business_date,
                shifts.shift_name,
                lower(shifts.during) as begins_at
            from floor.shifts
            where shifts.line_id = p_line_id and lower(shifts.during) <= now()
            order by lower(shifts.during) desc
            limit 5
        ) as latest
    );
end;
$$;

comment on function floor.shift_during(integer, integer) is
'From when to when a shift of a line is. Raises an error that names the latest shifts of the line '
'where there is none of that key, or it is one of another line.';
