-- Stops of simulated machines, as many as have an order each, the same ones for the same seed. One
-- row per stop.
-- $1: machines; $2, $3: from when until when; $4: how long a stop at least; $5: how many at most;
-- $6: the seed.
with

events as (
    select
        machine_id,
        at,
        status,
        reason_id,
        lag(status) over (partition by machine_id order by at) as status_before
    from floor.status_events
    where machine_id = any($1::integer[]) and at >= $2 and at < $3
),

changes as (
    select
        machine_id,
        at,
        status,
        reason_id,
        lead(at) over (partition by machine_id order by at) as until_at
    from events
    where (status = 'down') is distinct from (status_before = 'down')
),

chosen as (
    select
        machine_id,
        at,
        until_at,
        reason_id
    from changes
    where status = 'down' and until_at - at between $4::interval and interval '4 hours'
    order by md5(machine_id || ' ' || extract(epoch from at) || ' ' || $6::integer)
    limit $5
)

select
    chosen.machine_id,
    machines.line_id,
    chosen.at as started_at,
    chosen.until_at as ended_at,
    reasons.reason_name as reason
from chosen
inner join floor.machines on chosen.machine_id = machines.machine_id
left join floor.reasons on chosen.reason_id = reasons.reason_id
order by chosen.at, chosen.machine_id;
