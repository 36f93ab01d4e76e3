-- Since when shifts are needed: cheap, because every refresh asks.
create function floor.first_date_to_plan() returns date
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    -- an older fact is a clock that was never set, and nobody's shift
    v_oldest constant timestamptz := now() - interval '10 years';
    v_first timestamptz;
begin
    -- Every fact has a slice, or a mark in floor.oee_dirty until it has one.
    select min(oee_slices.starts_at) into v_first from floor.oee_slices;
    if v_first is null or exists (
        select from floor.oee_dirty where oee_dirty.from_at < v_first
    ) then
        select min(least(
            case when machines.commissioned_at > v_oldest then machines.commissioned_at end,
            (
                select min(status_events.at) from floor.status_events
                where status_events.machine_id = machines.machine_id
                and status_events.at > v_oldest
            ),
            (
                select min(production.at) from floor.production
                where production.machine_id = machines.machine_id and production.at > v_oldest
            ),
            (
                select min(job_events.at) from floor.job_events
                where job_events.machine_id = machines.machine_id and job_events.at > v_oldest
            )
        ))
        into v_first
        from floor.machines;
    end if;
    -- the night shift it belongs to began the day before, and local dates differ from UTC
    return (v_first at time zone 'UTC')::date - 2;
end;
$$;

comment on function floor.first_date_to_plan() is
'First business date shifts are planned for: two days before the first fact, or before the first '
'machine was commissioned if that was earlier. Facts of more than ten years ago are left out; null '
'without machines.';
