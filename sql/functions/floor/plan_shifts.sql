-- Bring floor.shifts, and the breaks in floor.planned_stops, in line with patterns and exceptions.
-- Security definer: it writes what follows from rows that others were allowed to write.
create function floor.plan_shifts(p_from date default null, p_to date default null) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- fourteen days ahead wherever the plant stands: local dates differ from UTC by one
    v_to constant date := coalesce(p_to, (now() at time zone 'UTC')::date + 16);
    v_dates daterange;
    v_written bigint := 0;
begin
    if not isfinite(p_from) or not isfinite(v_to) then
        raise exception 'shifts cannot be planned from % to %', coalesce(p_from::text, 'null'), v_to
        using errcode = 'datetime_field_overflow',
            hint = 'Name finite dates, or leave them out: then what is missing is planned.';
    end if;
    if p_from is null and isempty(floor.unplanned_dates(v_to)) then
        return 0;  -- the everyday case, without a lock
    end if;

    perform pg_advisory_xact_lock(hashtext('floor.plan_shifts'));
    if p_from is not null then
        return floor.write_shifts(p_from, v_to);
    end if;
    for v_dates in select unnest(floor.unplanned_dates(v_to)) loop
        v_written := v_written + floor.write_shifts(lower(v_dates), upper(v_dates));
    end loop;
    return v_written;
end;
$$;

comment on function floor.plan_shifts(date, date) is
'Brings shifts and breaks of origin "plan" in line with patterns and exceptions, for business '
'dates from the first to before the second; returns the number of rows written. Without a second '
'date: up to fourteen days ahead. Without a first: only dates that nobody planned yet, which costs '
'next to nothing when there are none. Safe to call at any time; two calls take turns.';
