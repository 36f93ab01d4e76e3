-- Add maintenance plans.
-- $1: names; $2: machines; $3: titles; $4: days; $5: running hours; $6: pieces; $7: from when they
-- count; arrays of one length; $8: checklists, as a JSON array of arrays of texts.
insert into floor.maintenance_plans (
    plan_name, machine_id, title, every_days, every_running_h, every_pcs, starts_at, tasks
)
select
    made.plan_name || ', ' || machines.machine_name as plan_name,
    made.machine_id,
    made.title,
    made.every_days,
    made.every_running_h,
    made.every_pcs,
    made.starts_at,
    array(
        select tasks.title
        from
            jsonb_array_elements_text($8::jsonb -> (made.place - 1)::integer)
            with ordinality as tasks (title, place)
        order by tasks.place
    ) as tasks
from
    unnest(
        $1::text[], $2::integer[], $3::text[], $4::integer[], $5::numeric[], $6::bigint[],
        $7::timestamptz[]
    ) with ordinality as made (
        plan_name, machine_id, title, every_days, every_running_h, every_pcs, starts_at, place
    )
inner join floor.machines on made.machine_id = machines.machine_id;
