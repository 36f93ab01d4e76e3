-- Plan anew the dates that a changed calendar reaches.
create function floor.tg_plan_shifts() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first date;
    v_last date;
    v_planned daterange;
    v_dates datemultirange;
    v_more datemultirange;
begin
    if tg_op = 'TRUNCATE' then
        v_dates := datemultirange(daterange(null, null));
    elsif tg_table_name = 'shift_patterns' then
        if tg_op <> 'DELETE' then
            select range_agg(daterange(valid_from, valid_to)) into v_dates from new_rows;
        end if;
        if tg_op <> 'INSERT' then
            select range_agg(daterange(valid_from, valid_to)) into v_more from old_rows;
        end if;
    elsif tg_table_name = 'break_patterns' then
        if tg_op <> 'DELETE' then
            select range_agg(daterange(valid_from, valid_to)) into v_dates
            from new_rows inner join floor.shift_patterns using (shift_pattern_id);
        end if;
        if tg_op <> 'INSERT' then
            select range_agg(daterange(valid_from, valid_to)) into v_more
            from old_rows inner join floor.shift_patterns using (shift_pattern_id);
        end if;
    else
        if tg_op <> 'DELETE' then
            select range_agg(daterange(business_date, business_date, '[]')) into v_dates
            from new_rows;
        end if;
        if tg_op <> 'INSERT' then
            select range_agg(daterange(business_date, business_date, '[]')) into v_more
            from old_rows;
        end if;
    end if;
    v_dates := coalesce(v_dates, '{}') + coalesce(v_more, '{}');
    if isempty(v_dates) then
        return null;  -- the statement changed nothing
    end if;

    -- before looking how far the plan goes: somebody may be at it
    perform pg_advisory_xact_lock(hashtext('floor.plan_shifts'));
    select
        (select min(shifts.business_date) from floor.shifts where shifts.origin = 'plan'),
        (select max(shifts.business_date) from floor.shifts where shifts.origin = 'plan')
    into v_first, v_last;
    if v_first is null then
        return null;  -- nothing is planned yet: floor.plan_shifts() will
    end if;
    v_planned := daterange(v_first, greatest(v_last + 1, (now() at time zone 'UTC')::date + 16));

    -- a night shift reaches into the day after, and may cut its first shift
    select range_agg(daterange(lower(touched.dates), upper(touched.dates) + 1)) into v_dates
    from unnest(v_dates * v_planned::datemultirange) as touched (dates);
    perform floor.plan_shifts(lower(touched.dates), upper(touched.dates))
    from unnest(v_dates * v_planned::datemultirange) as touched (dates);
    return null;
end;
$$;

comment on function floor.tg_plan_shifts() is
'Trigger: brings shifts and breaks in line with a changed calendar, for the dates the changed rows '
'are valid on, as far as the plan reaches; dates not planned yet are left to floor.plan_shifts().';
