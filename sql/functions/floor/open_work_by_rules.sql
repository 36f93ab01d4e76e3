-- Open the work orders that rules ask for.
create function floor.open_work_by_rules(p_now timestamptz) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_opened integer := 0;
    v_due record;
begin
    for v_due in
        with

        -- first of all, because that is cheap, and leaves next to nothing to look at
        stops as materialized (
            select
                machines.machine_id,
                machines.machine_name,
                machines.machine_type,
                machines.line_id,
                machine_status.since_at
            from floor.machine_status
            inner join floor.machines on machine_status.machine_id = machines.machine_id
            where
                machine_status.status = 'down'
                and machine_status.since_at <= p_now
                and machines.retired_at is null
                and not exists (
                    select from floor.work_orders
                    where
                        work_orders.machine_id = machine_status.machine_id
                        and work_orders.opened_at >= machine_status.since_at
                        and work_orders.stopped_at >= machine_status.since_at
                )
        )

        select
            stops.machine_id,
            stops.machine_name,
            stops.since_at,
            reasons.reason_name,
            rules.rule_id,
            rules.rule_name,
            rules.title,
            rules.priority,
            p_now + rules.due_within_s * interval '1 second' as due_at,
            assignees.employee_id as assignee_id
        from stops
        inner join floor.work_order_rules as rules
            on
                rules.is_enabled
                and coalesce(rules.machine_id, stops.machine_id) = stops.machine_id
                and coalesce(rules.machine_type, stops.machine_type) = stops.machine_type
                and coalesce(rules.line_id, stops.line_id) = stops.line_id
                and stops.since_at >= rules.armed_at
                and stops.since_at <= p_now - rules.down_longer_than_s * interval '1 second'
        -- what was said last in the stop that lasts
        left join lateral (
            select status_events.reason_id
            from floor.status_events
            where
                status_events.machine_id = stops.machine_id
                and status_events.at >= stops.since_at
                and status_events.reason_id is not null
            order by status_events.at desc
            limit 1
        ) as given on true
        left join floor.reasons on given.reason_id = reasons.reason_id
        left join floor.employees as assignees
            on rules.assignee_id = assignees.employee_id and assignees.retired_at is null
        where
            rules.reason_id is null
            or floor.is_reason_within(given.reason_id, rules.reason_id)
        order by stops.machine_id, floor.work_order_rank(rules.priority) desc, rules.rule_id
    loop
        -- also of a stop whose order somebody cancelled: he had a reason
        continue when floor.work_order_of_stop(
            v_due.machine_id, v_due.since_at, null, true
        ) is not null;
        begin
            insert into floor.work_orders (
                machine_id, title, priority, due_at, assignee_id, reported_by, stopped_at, rule_id,
                opened_at, source
            )
            values (
                v_due.machine_id,
                left(
                    replace(
                        replace(v_due.title, '{machine}', v_due.machine_name),
                        '{reason}', coalesce(v_due.reason_name, 'no reason given')
                    ),
                    200
                ),
                v_due.priority, v_due.due_at, v_due.assignee_id, 'rule: ' || v_due.rule_name,
                v_due.since_at, v_due.rule_id, p_now, 'floorcast rule'
            );
            v_opened := v_opened + 1;
        exception
            when others then
                -- the others are still to be opened
                raise warning 'rule "%" opened no work order for %: %',
                    v_due.rule_name, v_due.machine_name, sqlerrm;
        end;
    end loop;
    return v_opened;
end;
$$;

comment on function floor.open_work_by_rules(timestamptz) is
'Opens a work order for each machine that is down for as long as a rule says, and whose stop had '
'none; of several rules the most urgent one does. Returns how many. A rule that fails is told as a '
'warning, and does not stop the others. Called by floor.open_due_work().';
