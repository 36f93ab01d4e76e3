-- Work orders: seen and changed where their machine stands.
select floor.protect('floor.work_orders', 'machine_id', 'work.report', 'work.report');
