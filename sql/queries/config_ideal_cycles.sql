-- Ideal cycles as a floor file has them. A new value holds from now on and leaves the past as it
-- was; the first one of a machine and product holds always; one with a date, from that date on.
-- $1: the floor, as machine_config writes it, its machines and products already in their tables.
-- Returns what became of each cycle written.
with

wanted as (
    select
        machines.machine_id,
        products.product_id,
        ideal_cycles.ideal_cycle_s,
        ideal_cycles.valid_from,
        concat_ws(', ', machines.machine_name, products.product_name) as name
    from
        jsonb_to_recordset($1::text::jsonb -> 'ideal_cycles')
            as ideal_cycles (
                machine_name text,
                product_name text,
                ideal_cycle_s numeric,
                valid_from timestamptz
            )
    inner join floor.machines on lower(ideal_cycles.machine_name) = lower(machines.machine_name)
    left join floor.products on lower(ideal_cycles.product_name) = lower(products.product_name)
),

announced as (
    select * from wanted
    where valid_from is not null
),

-- a machine and product, and what the file said of them last, as far as it holds by now
known as (
    select
        ideal_cycles.machine_id,
        ideal_cycles.product_id,
        (
            array_agg(ideal_cycles.ideal_cycle_s order by ideal_cycles.valid_from desc)
            filter (
                where ideal_cycles.origin = 'floor.toml' and ideal_cycles.valid_from <= now()
            )
        )[1] as ideal_cycle_s
    from floor.ideal_cycles
    group by ideal_cycles.machine_id, ideal_cycles.product_id
),

-- without a date: for the first time, or another value than the file had
undated as (
    select
        wanted.machine_id,
        wanted.product_id,
        wanted.ideal_cycle_s,
        wanted.name,
        case when known.machine_id is null then '-infinity' else now() end as valid_from,
        case when known.ideal_cycle_s is null then 'added' else 'changed' end as change
    from wanted
    left join known
        on
            wanted.machine_id = known.machine_id
            and wanted.product_id is not distinct from known.product_id
    where
        wanted.valid_from is null
        and wanted.ideal_cycle_s is distinct from known.ideal_cycle_s
        -- once a date in the file has come, what it says without a date is history
        and (
            known.machine_id is null
            or not exists (
                select from announced
                where
                    announced.machine_id = wanted.machine_id
                    and announced.product_id is not distinct from wanted.product_id
                    and announced.valid_from <= now()
            )
        )
),

dated as (
    select
        announced.machine_id,
        announced.product_id,
        announced.ideal_cycle_s,
        announced.name,
        announced.valid_from,
        case when existing.machine_id is null then 'added' else 'changed' end as change
    from announced
    left join floor.ideal_cycles as existing
        on
            announced.machine_id = existing.machine_id
            and announced.product_id is not distinct from existing.product_id
            and announced.valid_from = existing.valid_from
    where (
        existing.ideal_cycle_s, existing.origin
    ) is distinct from (
        announced.ideal_cycle_s, 'floor.toml'
    )
),

differing as (
    select * from undated
    union all
    select * from dated
),

-- what was only announced, and is no longer: nothing was measured by it yet
withdrawn as (
    delete from floor.ideal_cycles
    where
        ideal_cycles.origin = 'floor.toml' and ideal_cycles.valid_from > now()
        and not exists (
            select from announced
            where
                announced.machine_id = ideal_cycles.machine_id
                and announced.product_id is not distinct from ideal_cycles.product_id
                and announced.valid_from = ideal_cycles.valid_from
        )
    returning ideal_cycles.machine_id, ideal_cycles.product_id
),

written as (
    insert into floor.ideal_cycles (machine_id, product_id, valid_from, ideal_cycle_s, origin)
    select
        differing.machine_id,
        differing.product_id,
        differing.valid_from,
        differing.ideal_cycle_s,
        'floor.toml' as origin
    from differing
    order by differing.machine_id, differing.product_id nulls first, differing.valid_from
    on conflict on constraint ideal_cycles_are_dated_once do update
        set
            ideal_cycle_s = excluded.ideal_cycle_s,
            origin = excluded.origin
),

final as (
    select
        change,
        name
    from differing
    union all
    select
        'retired' as change,
        concat_ws(', ', machines.machine_name, products.product_name) as name
    from withdrawn
    inner join floor.machines on withdrawn.machine_id = machines.machine_id
    left join floor.products on withdrawn.product_id = products.product_id
)

select
    change,
    'ideal cycle' as kind,
    name
from final
order by name;
