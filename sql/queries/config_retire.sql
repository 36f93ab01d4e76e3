-- Retire what an earlier floor file brought and this one leaves out; what other programs keep
-- stays. So does a line with a machine still in use, and a plant with such a line.
-- $1: the floor, as machine_config writes it, already in its tables. Returns what was retired.
with

wanted_plants as (
    select lower(plants.plant_name) as plant_name
    from jsonb_to_recordset($1::text::jsonb -> 'plants') as plants (plant_name text)
),

wanted_lines as (
    select lower(lines.line_name) as line_name
    from jsonb_to_recordset($1::text::jsonb -> 'lines') as lines (line_name text)
),

wanted_machines as (
    select lower(machines.machine_name) as machine_name
    from jsonb_to_recordset($1::text::jsonb -> 'machines') as machines (machine_name text)
),

wanted_products as (
    select lower(products.product_name) as product_name
    from jsonb_to_recordset($1::text::jsonb -> 'products') as products (product_name text)
),

wanted_reasons as (
    select lower(reasons.reason_name) as reason_name
    from jsonb_to_recordset($1::text::jsonb -> 'reasons') as reasons (reason_name text)
),

-- a data-modifying CTE does not show its work to the others, hence first the rows, then the writing
machines_that_go as (
    select machine_id
    from floor.machines
    where
        retired_at is null and origin = 'floor.toml'
        and lower(machine_name) not in (select wanted_machines.machine_name from wanted_machines)
),

lines_that_go as (
    select line_id
    from floor.lines
    where
        retired_at is null and origin = 'floor.toml'
        and lower(line_name) not in (select wanted_lines.line_name from wanted_lines)
        and not exists (
            select from floor.machines
            where
                machines.line_id = lines.line_id and machines.retired_at is null
                and machines.machine_id not in (
                    select machines_that_go.machine_id from machines_that_go
                )
        )
),

plants_that_go as (
    select plant_id
    from floor.plants
    where
        retired_at is null and origin = 'floor.toml'
        and lower(plant_name) not in (select wanted_plants.plant_name from wanted_plants)
        and not exists (
            select from floor.lines
            where
                lines.plant_id = plants.plant_id and lines.retired_at is null
                and lines.line_id not in (select lines_that_go.line_id from lines_that_go)
        )
),

retired_machines as (
    update floor.machines set retired_at = now()
    where machine_id in (select machines_that_go.machine_id from machines_that_go)
    returning machine_name
),

retired_lines as (
    update floor.lines set retired_at = now()
    where line_id in (select lines_that_go.line_id from lines_that_go)
    returning line_name
),

retired_plants as (
    update floor.plants set retired_at = now()
    where plant_id in (select plants_that_go.plant_id from plants_that_go)
    returning plant_name
),

retired_products as (
    update floor.products set retired_at = now()
    where
        retired_at is null and origin = 'floor.toml'
        and lower(product_name) not in (select wanted_products.product_name from wanted_products)
    returning product_name
),

retired_reasons as (
    update floor.reasons set retired_at = now()
    where
        retired_at is null and origin = 'floor.toml'
        and lower(reason_name) not in (select wanted_reasons.reason_name from wanted_reasons)
    returning reason_name
),

final as (
    select
        'machine' as kind,
        machine_name as name
    from retired_machines
    union all
    select
        'line' as kind,
        line_name as name
    from retired_lines
    union all
    select
        'plant' as kind,
        plant_name as name
    from retired_plants
    union all
    select
        'product' as kind,
        product_name as name
    from retired_products
    union all
    select
        'reason' as kind,
        reason_name as name
    from retired_reasons
)

select
    'retired' as change,
    kind,
    name
from final
order by kind, name;
