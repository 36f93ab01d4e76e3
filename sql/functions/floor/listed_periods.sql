-- Lists of one length as rows.
-- A function of its own so that the planner expects a thousand rows, not ten: with ten it would go
-- through everything once for each of them.
create function floor.listed_periods(
    p_machine_ids integer[], p_from timestamptz[], p_to timestamptz[]
) returns table (
    period_no bigint,
    machine_id integer,
    line_id integer,
    micro_stop_limit_s numeric,
    retired_at timestamptz,
    from_at timestamptz,
    to_at timestamptz
)
language sql stable rows 1000
set search_path = pg_catalog, pg_temp
as $$
    select
        listed.period_no,
        machines.machine_id,
        machines.line_id,
        machines.micro_stop_limit_s,
        machines.retired_at,
        listed.from_at,
        listed.to_at
    from unnest(p_machine_ids, p_from, p_to) with ordinality
        as listed (machine_id, from_at, to_at, period_no)
    inner join floor.machines on listed.machine_id = machines.machine_id;
$$;

comment on function floor.listed_periods(integer[], timestamptz[], timestamptz[]) is
'Periods of machines, given as three lists of one length: one row per period, numbered, with what '
'is needed of its machine.';
