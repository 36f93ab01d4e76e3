-- Where the time of any period went, step by step, over everything selected.
-- Reads views of schema gold only, so that whoever may read those may call it; without settings of
-- its own it becomes part of the query that calls it, and conditions reach the index.
create function gold.loss_tree_over(
    p_from date default null,
    p_to date default null,
    p_shift_name text default null,
    p_from_at timestamptz default null,
    p_to_at timestamptz default null,
    p_line_id integer default null,
    p_machine_id integer default null
) returns table (
    step_order integer,
    step text,
    step_name text,
    kind text,
    level text,
    loss_s double precision,
    remaining_s double precision,
    planned_ratio double precision
)
language sql stable
as $$
    with

    -- A machine has rows of its own; for anything wider, lines are fewer. Only one of the two is read.
    hours as (
        select
            line.line_id,
            line.business_date,
            line.shift_name,
            line.starts_at,
            line.scheduled_s,
            line.planned_stop_s,
            line.planned_down_s,
            line.planned_s,
            line.breakdown_s,
            line.setup_s,
            line.unknown_s,
            line.run_s,
            line.minor_stop_s,
            line.reduced_speed_s,
            line.ideal_s,
            line.process_reject_s,
            line.startup_reject_s,
            line.fully_productive_s
        from gold.oee_line_hour as line
        where p_machine_id is null
        union all
        select
            station.line_id,
            station.business_date,
            station.shift_name,
            station.starts_at,
            station.scheduled_s,
            station.planned_stop_s,
            station.planned_down_s,
            station.planned_s,
            station.breakdown_s,
            station.setup_s,
            station.unknown_s,
            station.run_s,
            station.minor_stop_s,
            station.reduced_speed_s,
            station.ideal_s,
            station.process_reject_s,
            station.startup_reject_s,
            station.fully_productive_s
        from gold.oee_station_hour as station
        where station.machine_id = p_machine_id
    ),

    sums as (
        select
            coalesce(sum(hours.scheduled_s), 0) as scheduled_s,
            coalesce(sum(hours.planned_stop_s), 0) as planned_stop_s,
            coalesce(sum(hours.planned_down_s), 0) as planned_down_s,
            coalesce(sum(hours.planned_s), 0) as planned_s,
            coalesce(sum(hours.breakdown_s), 0) as breakdown_s,
            coalesce(sum(hours.setup_s), 0) as setup_s,
            coalesce(sum(hours.unknown_s), 0) as unknown_s,
            coalesce(sum(hours.run_s), 0) as run_s,
            coalesce(sum(hours.minor_stop_s), 0) as minor_stop_s,
            coalesce(sum(hours.reduced_speed_s), 0) as reduced_speed_s,
            coalesce(sum(hours.ideal_s), 0) as ideal_s,
            coalesce(sum(hours.process_reject_s), 0) as process_reject_s,
            coalesce(sum(hours.startup_reject_s), 0) as startup_reject_s,
            coalesce(sum(hours.fully_productive_s), 0) as fully_productive_s
        from hours
        where
            (p_from is null or hours.business_date >= p_from)
            and (p_to is null or hours.business_date <= p_to)
            and (p_shift_name is null or hours.shift_name = p_shift_name)
            and (p_from_at is null or hours.starts_at >= p_from_at)
            and (p_to_at is null or hours.starts_at < p_to_at)
            and (p_line_id is null or hours.line_id = p_line_id)
    )

    select
        loss_steps.step_order,
        loss_steps.step,
        loss_steps.step_name,
        loss_steps.kind,
        loss_steps.level,
        seconds.loss_s,
        case
            when loss_steps.kind = 'total' then seconds.loss_s
            else
                sums.scheduled_s
                - sum(seconds.loss_s) filter (where loss_steps.kind = 'loss') over (
                    order by loss_steps.step_order
                )
        end as remaining_s,
        seconds.loss_s / nullif(sums.planned_s, 0) as planned_ratio
    from sums
    cross join lateral (
        values
        ('scheduled', sums.scheduled_s),
        ('planned_stop', sums.planned_stop_s),
        ('planned_down', sums.planned_down_s),
        ('planned', sums.planned_s),
        ('breakdown', sums.breakdown_s),
        ('setup', sums.setup_s),
        ('unknown', sums.unknown_s),
        ('run', sums.run_s),
        ('minor_stop', sums.minor_stop_s),
        ('reduced_speed', sums.reduced_speed_s),
        ('net_run', sums.ideal_s),
        ('process_reject', sums.process_reject_s),
        ('startup_reject', sums.startup_reject_s),
        ('fully_productive', sums.fully_productive_s)
    ) as seconds (step, loss_s)
    inner join gold.loss_steps on seconds.step = loss_steps.step
    order by loss_steps.step_order;
$$;

comment on function gold.loss_tree_over(
    date, date, text, timestamptz, timestamptz, integer, integer
) is
'Where the time of a period went, over everything selected: one row per step of the loss tree, '
'with its seconds (loss_s), what remains after it (remaining_s) and its share of planned time '
'(planned_ratio; of the last step that is the OEE). Business dates p_from to p_to, both '
'included; one shift by name; hours that begin from p_from_at on and before p_to_at; one line; '
'one machine. What is null or left out does not restrict.';
