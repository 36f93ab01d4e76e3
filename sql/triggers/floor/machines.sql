-- A machine came, went, moved or was renamed: announced under its old name and its new one.
select relay.announce('floor.machines', 'machines', 'select machine_name from changed');
select relay.announce('floor.machines', 'production', 'select machine_name from changed');

create trigger "3_mark_slices_insert"
after insert on floor.machines
referencing new table as new_rows
for each statement execute function floor.tg_mark_machines();
comment on trigger "3_mark_slices_insert" on floor.machines is
'Marks the slices that new machines reach.';

create trigger "3_mark_slices_update"
after update on floor.machines
referencing old table as old_rows new table as new_rows
for each statement execute function floor.tg_mark_machines();
comment on trigger "3_mark_slices_update" on floor.machines is
'Marks the slices that changed machines reach.';
select relay.announce(
    'floor.machines',
    'oee',
    'select machine_name from changed'
);
select relay.announce(
    'floor.machines',
    'tags',
    'select machine_name from changed where machine_id in (select machine_id from floor.tags)'
);

select relay.announce(
    'floor.machines',
    'stops',
    'select machine_name from changed where floor.unexplained_stops(machine_id) is not null'
);

-- Who changes it is written down.
select floor.audit('floor.machines');

select relay.announce(
    'floor.machines',
    'work_orders',
    'select work_order_id::text from changed inner join floor.work_orders using (machine_id)'
    ' where status not in (''verified'', ''cancelled'')'
);
