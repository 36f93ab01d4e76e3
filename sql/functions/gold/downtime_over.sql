-- Time lost over any period, by machine and reason.
-- Reads views of schema gold only, so that whoever may read those may call it; without settings of
-- its own it becomes part of the query that calls it, and conditions reach the index.
create function gold.downtime_over(
    p_from date default null,
    p_to date default null,
    p_shift_name text default null,
    p_from_at timestamptz default null,
    p_to_at timestamptz default null,
    p_line_id integer default null,
    p_machine_id integer default null
) returns table (
    plant text,
    line text,
    line_id integer,
    machine text,
    machine_id integer,
    bucket text,
    loss_category text,
    reason text,
    reason_path text,
    root_reason text,
    reason_id integer,
    stops bigint,
    down_s double precision,
    first_at timestamptz,
    last_at timestamptz
)
language sql stable
as $$
    with

    lost as (
        select
            stretches.machine_id,
            stretches.bucket,
            stretches.reason_id,
            count(*) filter (where stretches.is_first) as stops,
            sum(stretches.down_s) as down_s,
            min(stretches.starts_at) as first_at,
            max(stretches.ends_at) as last_at
        from gold.downtime_stretches as stretches
        where
            (p_from is null or stretches.business_date >= p_from)
            and (p_to is null or stretches.business_date <= p_to)
            and (p_shift_name is null or stretches.shift_name = p_shift_name)
            and (p_from_at is null or stretches.slice_starts_at >= p_from_at)
            and (p_to_at is null or stretches.slice_starts_at < p_to_at)
            and (p_line_id is null or stretches.line_id = p_line_id)
            and (p_machine_id is null or stretches.machine_id = p_machine_id)
        group by stretches.machine_id, stretches.bucket, stretches.reason_id
    )

    select
        machines.plant,
        machines.line,
        machines.line_id,
        machines.machine,
        lost.machine_id,
        lost.bucket,
        nullif(lost.bucket, 'planned_down') as loss_category,
        reasons.reason,
        reasons.reason_path,
        reasons.root_reason,
        lost.reason_id,
        lost.stops,
        lost.down_s,
        lost.first_at,
        lost.last_at
    from lost
    inner join gold.machines on lost.machine_id = machines.machine_id
    left join gold.reasons on lost.reason_id = reasons.reason_id;
$$;

comment on function gold.downtime_over(
    date, date, text, timestamptz, timestamptz, integer, integer
) is
'Stops and seconds lost over a period: one row per machine, bucket and reason. Business dates '
'p_from to p_to, both included; one shift by name; hours that begin from p_from_at on and before '
'p_to_at; one line; one machine. What is null or left out does not restrict. Adds up with '
'gold.oee_station_over of the same period.';
