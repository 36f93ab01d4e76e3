-- Stops somebody must explain: topic "stops" of the change feed.
-- Grain: one row per machine in use that has such stops.
create view floor.stops_live as
with

final as (
    select
        machines.machine_name,
        lines.line_name as line,
        unexplained.stops
    from floor.machines
    inner join floor.lines on machines.line_id = lines.line_id
    left join lateral (
        select floor.unexplained_stops(machines.machine_id) as stops
        from (values (true)) as one (is_only_row)
        -- worked out once, not for each time it is mentioned
        offset 0 -- noqa: AM09
    ) as unexplained on true
    where machines.retired_at is null and unexplained.stops is not null
)

select * from final;

comment on view floor.stops_live is
'Stops of the last 24 hours that nobody explained and that owe a reason, now or soon; rows of the '
'topic stops. One row per machine in use that has such stops.';
comment on column floor.stops_live.machine_name is 'The machine; the key of the topic.';
comment on column floor.stops_live.line is 'Its line.';
comment on column floor.stops_live.stops is
'The stops in order of time, as JSON: started_at, ended_at (null while it lasts) and '
'needs_reason_at (from when on it owes a reason; of a stop that lasts it may be still to come).';
