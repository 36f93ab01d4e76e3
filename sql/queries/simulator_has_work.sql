-- What there is already of what people work with, so that the simulator adds nothing of the kind.
select
    'simulator' in (select employees.origin from floor.employees) as has_people,
    (select count(*) from floor.parts) > 0 as has_parts,
    (select count(*) from floor.work_order_rules) > 0 as has_rules,
    (select count(*) from floor.maintenance_plans) > 0 as has_plans;
