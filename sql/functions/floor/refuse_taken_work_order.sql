-- Tell that somebody else was faster.
create function floor.refuse_taken_work_order(p_work_order_id integer) returns void
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_taken record;
begin
    select
        employees.employee_name,
        to_char(
            taken.at at time zone plants.time_zone,
            case
                when (taken.at at time zone plants.time_zone)::date
                    = (now() at time zone plants.time_zone)::date
                    then 'HH24:MI'
                else 'YYYY-MM-DD HH24:MI'
            end
        ) as local_time
    into v_taken
    from floor.work_orders
    inner join floor.employees on work_orders.assignee_id = employees.employee_id
    inner join floor.machines on work_orders.machine_id = machines.machine_id
    inner join floor.lines on machines.line_id = lines.line_id
    inner join floor.plants on lines.plant_id = plants.plant_id
    -- since when it is theirs: the first step after the last at which it was not
    cross join lateral (
        select min(steps.at) as at
        from floor.work_order_steps as steps
        where
            steps.work_order_id = p_work_order_id
            and steps.step_no > coalesce(
                (
                    select max(earlier.step_no) from floor.work_order_steps as earlier
                    where
                        earlier.work_order_id = p_work_order_id
                        and earlier.assignee_id is distinct from work_orders.assignee_id
                ),
                0
            )
    ) as taken
    where work_orders.work_order_id = p_work_order_id;

    raise exception 'Taken by % at %', v_taken.employee_name, v_taken.local_time
    using errcode = 'FC409', column = 'assignee_id',
        hint = format(
            'Work order %s has somebody. Who may plan work (work.plan) can give it to another.',
            p_work_order_id
        );
end;
$$;

comment on function floor.refuse_taken_work_order(integer) is
'Raises FC409 naming who has a work order, and since when by the clocks of its plant.';
