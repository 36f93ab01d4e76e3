-- The floor as it is now, in the form machine_config writes: what $1 of the config_… queries is.
-- Of what is dated, what holds now and later; what is retired is left out.
with

plants as (
    select
        plants.plant_id,
        plants.plant_name,
        plants.time_zone,
        plants.sort_order,
        (now() at time zone plants.time_zone)::date as today
    from floor.plants
    where plants.retired_at is null
),

lines as (
    select
        lines.line_id,
        lines.line_name,
        lines.sort_order,
        lines.target_oee_ratio,
        plants.plant_name,
        plants.sort_order as plant_order
    from floor.lines
    inner join plants on lines.plant_id = plants.plant_id
    where lines.retired_at is null
),

machines as (
    select
        machines.machine_id,
        machines.machine_name,
        machines.short_name,
        machines.machine_type,
        machines.map_x,
        machines.map_y,
        machines.map_width,
        machines.map_height,
        machines.micro_stop_limit_s,
        lines.line_name
    from floor.machines
    inner join lines on machines.line_id = lines.line_id
    where machines.retired_at is null
),

-- the one that holds now, without its date; later ones with theirs
ideal_cycles as (
    select distinct on (
        ideal_cycles.machine_id,
        ideal_cycles.product_id,
        greatest(ideal_cycles.valid_from, now())
    )
        machines.machine_name,
        products.product_name,
        ideal_cycles.ideal_cycle_s,
        case when ideal_cycles.valid_from > now() then ideal_cycles.valid_from end as valid_from
    from floor.ideal_cycles
    inner join machines on ideal_cycles.machine_id = machines.machine_id
    left join floor.products on ideal_cycles.product_id = products.product_id
    where products.retired_at is null
    order by
        ideal_cycles.machine_id asc,
        ideal_cycles.product_id asc,
        greatest(ideal_cycles.valid_from, now()) asc,
        ideal_cycles.valid_from desc
),

reasons as (
    select
        reasons.reason_name,
        parents.reason_name as parent_name,
        reasons.sort_order,
        reason_tree.path,
        -- below a retired reason, what it took from there
        case
            when parents.reason_id is null then reason_tree.loss_category
            else reasons.loss_category
        end as loss_category,
        case
            when parents.reason_id is null then nullif(reason_tree.is_planned, false)
            else reasons.is_planned
        end as is_planned
    from floor.reasons
    inner join floor.reason_tree on reasons.reason_id = reason_tree.reason_id
    left join floor.reasons as parents
        on reasons.parent_id = parents.reason_id and parents.retired_at is null
    where reasons.retired_at is null
),

shifts as (
    select distinct on (plants.plant_name, lines.line_name, lower(shift_patterns.shift_name))
        shift_patterns.shift_pattern_id,
        plants.plant_name,
        lines.line_name,
        shift_patterns.shift_name,
        shift_patterns.starts_at,
        shift_patterns.ends_at,
        shift_patterns.weekdays,
        shift_patterns.sort_order,
        (
            select
                coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'break_name', break_patterns.break_name,
                            'starts_at', break_patterns.starts_at,
                            'ends_at', break_patterns.ends_at
                        )
                        order by break_patterns.break_pattern_id
                    ),
                    '[]'
                )
            from floor.break_patterns
            where break_patterns.shift_pattern_id = shift_patterns.shift_pattern_id
        ) as breaks
    from floor.shift_patterns
    inner join plants on shift_patterns.plant_id = plants.plant_id
    left join lines on shift_patterns.line_id = lines.line_id
    where
        shift_patterns.valid_to > plants.today
        and (shift_patterns.line_id is null or lines.line_id is not null)
    order by
        plants.plant_name asc,
        lines.line_name asc,
        lower(shift_patterns.shift_name) asc,
        shift_patterns.valid_to desc
),

exceptions as (
    select
        plants.plant_name,
        lines.line_name,
        calendar_exceptions.business_date,
        calendar_exceptions.shift_name,
        calendar_exceptions.starts_at,
        calendar_exceptions.ends_at,
        calendar_exceptions.note
    from floor.calendar_exceptions
    inner join plants on calendar_exceptions.plant_id = plants.plant_id
    left join lines on calendar_exceptions.line_id = lines.line_id
    where
        calendar_exceptions.business_date >= plants.today
        and (calendar_exceptions.line_id is null or lines.line_id is not null)
),

final as (
    select
        jsonb_build_object(
            'machine_types',
            (
                select jsonb_agg(to_jsonb(machine_types.*) order by machine_types.machine_type)
                from floor.machine_types
            ),
            'products',
            (
                select
                    jsonb_agg(
                        jsonb_build_object(
                            'product_name', products.product_name,
                            'description', products.description
                        )
                        order by products.product_id
                    )
                from floor.products
                where products.retired_at is null
            ),
            'reasons',
            (
                select
                    jsonb_agg(
                        to_jsonb(reasons.*) - 'path'
                        order by reasons.sort_order, reasons.path
                    )
                from reasons
            ),
            'plants',
            (
                select
                    jsonb_agg(
                        to_jsonb(plants.*) - 'plant_id' - 'today'
                        order by plants.sort_order, plants.plant_name
                    )
                from plants
            ),
            'lines',
            (
                select
                    jsonb_agg(
                        to_jsonb(lines.*) - 'line_id' - 'plant_order'
                        order by lines.plant_order, lines.sort_order, lines.line_name
                    )
                from lines
            ),
            'machines',
            (
                select jsonb_agg(to_jsonb(machines.*) - 'machine_id' order by machines.machine_id)
                from machines
            ),
            'ideal_cycles',
            (
                select
                    jsonb_agg(
                        to_jsonb(ideal_cycles.*)
                        order by
                            ideal_cycles.machine_name,
                            ideal_cycles.product_name,
                            ideal_cycles.valid_from
                    )
                from ideal_cycles
            ),
            'shifts',
            (
                select
                    jsonb_agg(
                        to_jsonb(shifts.*) - 'shift_pattern_id'
                        order by shifts.sort_order, shifts.shift_pattern_id
                    )
                from shifts
            ),
            'exceptions',
            (
                select
                    jsonb_agg(
                        to_jsonb(exceptions.*)
                        order by
                            exceptions.business_date,
                            exceptions.line_name,
                            exceptions.shift_name
                    )
                from exceptions
            )
        ) as floor
)

select jsonb_strip_nulls(final.floor) as floor
from final;
