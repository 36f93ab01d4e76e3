-- What may be chosen by name where values are mapped to machines, as one JSON object: machines
-- with line and type, lines with plant, plants, machine_types, reasons with their path, products.
-- One row, always.
with

machines as (
    select
        machine_live.machine_name as name,
        machine_live.line,
        machine_live.machine_type
    from floor.machine_live
    order by lower(machine_live.machine_name)
),

lines as (
    select
        line_live.line as name,
        line_live.plant
    from floor.line_live
    order by
        line_live.plant_sort_order, line_live.plant, line_live.line_sort_order, line_live.line
),

plants as (
    select
        plants.plant_name as name,
        plants.time_zone
    from floor.plants
    where plants.retired_at is null
    order by plants.sort_order, plants.plant_name
),

final as (
    select json_build_object(
        'machines', coalesce((select json_agg(machines) from machines), '[]'),
        'lines', coalesce((select json_agg(lines) from lines), '[]'),
        'plants', coalesce((select json_agg(plants) from plants), '[]'),
        'machine_types', coalesce((
            select json_agg(machine_types.machine_type order by lower(machine_types.machine_type))
            from floor.machine_types
        ), '[]'),
        'reasons', coalesce((
            select
                json_agg(
                    json_build_object('name', reason_tree.reason_name, 'path', reason_tree.path)
                    order by reason_tree.sort_key
                )
            from floor.reason_tree
            where reason_tree.retired_at is null
        ), '[]'),
        'products', coalesce((
            select json_agg(products.product_name order by lower(products.product_name))
            from floor.products
            where products.retired_at is null
        ), '[]')
    )::text as choices
)

select final.choices from final;
