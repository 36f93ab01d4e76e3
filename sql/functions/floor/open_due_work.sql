-- Open the work orders that rules and maintenance plans ask for.
create function floor.open_due_work(
    p_now timestamptz default clock_timestamp(), p_with_plans boolean default true
) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if not floor.is_unrestricted() then
        raise exception 'rules and plans are not run for a person'
        using errcode = 'insufficient_privilege', hint = 'The server runs them every two seconds.';
    elsif not pg_try_advisory_xact_lock(hashtext('floor.open_due_work')) then
        return 0;  -- another server is at it
    end if;
    return floor.open_work_by_rules(p_now) + case
        when p_with_plans then floor.open_work_by_plans(p_now) else 0
    end;
end;
$$;

comment on function floor.open_due_work(timestamptz, boolean) is
'Opens the work orders that rules (floor.work_order_rules) and maintenance plans ask for at an '
'instant, and returns how many. Does nothing twice, however often and by however many servers it '
'is called; they call it every two seconds. p_with_plans: plans, too, which take longer.';
