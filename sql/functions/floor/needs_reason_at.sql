-- From when on a stop nobody explained owes a reason.
create function floor.needs_reason_at(p_machine_id integer, p_started_at timestamptz)
returns timestamptz
language plpgsql stable
set search_path = pg_catalog, pg_temp
-- asked for one machine after another, at each change of its state: planned once
set plan_cache_mode = force_generic_plan
as $$
begin
    return (
        select greatest(
            p_started_at + lines.unexplained_after_s * interval '1 second',
            (
                select upper(planned.during)
                -- neighbours that touch are one
                from unnest((
                    select range_agg(planned_stops.during)
                    from floor.planned_stops
                    where
                        int4range(planned_stops.line_id, planned_stops.line_id, '[]')
                        = int4range(machines.line_id, machines.line_id, '[]')
                        and planned_stops.during
                        && tstzrange(p_started_at, p_started_at + interval '1 day', '[]')
                        and coalesce(planned_stops.machine_id, p_machine_id) = p_machine_id
                )) as planned (during)
                where planned.during @> p_started_at
            )
        )
        from floor.machines
        inner join floor.lines on machines.line_id = lines.line_id
        where machines.machine_id = p_machine_id
    );
end;
$$;

comment on function floor.needs_reason_at(integer, timestamptz) is
'From when on a stop that began at p_started_at owes a reason, if nobody gives one and it lasts so '
'long: after lines.unexplained_after_s, and not before the planned stop it began in is over.';
