-- A machine's state changed: its tile must change.
select relay.announce(
    'floor.machine_status',
    'machines',
    'select machine_name from changed inner join floor.machines using (machine_id)'
);

-- A stop ended or began: cards tell whether the stop they are about lasts.
select relay.announce(
    'floor.machine_status',
    'work_orders',
    'select work_order_id::text from ('
    ' select machine_id from changed group by machine_id'
    ' having count(*) = 1 or min(status) <> max(status)'
    ') as touched inner join floor.work_orders using (machine_id)'
    ' where stopped_at is not null and status not in (''verified'', ''cancelled'')'
);
