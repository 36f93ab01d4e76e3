-- Maintenance plans: seen and planned where their machine stands.
select floor.protect(
    'floor.maintenance_plans', 'machine_id', 'work.plan', 'work.plan', 'work.plan'
);
