-- Planned stops that meet a period, in seconds since 1970. One row per line, or machine, with any.
-- $1, $2: the period, half open. Those of a line are for all its machines.
with

stops as (
    select
        planned_stops.line_id,
        planned_stops.machine_id,
        array_agg(
            extract(epoch from lower(planned_stops.during))::double precision
            order by planned_stops.planned_stop_id
        ) as starts_s,
        array_agg(
            extract(epoch from upper(planned_stops.during))::double precision
            order by planned_stops.planned_stop_id
        ) as ends_s
    from floor.lines
    inner join floor.planned_stops
        on
            int4range(lines.line_id, lines.line_id, '[]')
            = int4range(planned_stops.line_id, planned_stops.line_id, '[]')
    where planned_stops.during && tstzrange($1, $2)
    group by planned_stops.line_id, planned_stops.machine_id
),

final as (
    select
        array(
            select machines.machine_id
            from floor.machines
            where
                machines.line_id = stops.line_id
                and machines.machine_id = coalesce(stops.machine_id, machines.machine_id)
        ) as machine_ids,
        stops.starts_s,
        stops.ends_s
    from stops
)

select *
from final;
