-- Work orders: guard every change, write what follows, announce cards and tiles.
-- Triggers of one event fire by name, hence the numbers.
create trigger "1_guard_insert"
before insert on floor.work_orders
for each row execute function floor.tg_guard_new_work_order();
comment on trigger "1_guard_insert" on floor.work_orders is
'Holds new orders to how an order may begin.';

create trigger "1_guard_update"
before update on floor.work_orders
for each row execute function floor.tg_guard_work_order();
comment on trigger "1_guard_update" on floor.work_orders is
'Holds changes to the legal steps, and to what the person who acts may do.';

create trigger "1_keep_delete"
before delete on floor.work_orders
for each row execute function floor.tg_keep_work_orders();
comment on trigger "1_keep_delete" on floor.work_orders is 'Refuses to delete orders.';

create trigger "2_follow_insert"
after insert on floor.work_orders
for each row execute function floor.tg_follow_work_order();
comment on trigger "2_follow_insert" on floor.work_orders is 'Writes the first step of new orders.';

create trigger "2_follow_update"
after update on floor.work_orders
for each row execute function floor.tg_follow_work_order();
comment on trigger "2_follow_update" on floor.work_orders is
'Writes the step that was taken, and begins or ends work.';

select relay.announce(
    'floor.work_orders', 'work_orders', 'select work_order_id::text from changed'
);
-- a tile shows how many, how urgent and which: an order that stands twice is the same in all three
select relay.announce(
    'floor.work_orders',
    'machines',
    'select machine_name from ('
    ' select machine_id from changed'
    ' group by work_order_id, machine_id, status, priority, due_at, stopped_at'
    ' having count(*) = 1'
    ') as touched inner join floor.machines using (machine_id)'
);

-- Who changes it is written down.
select floor.audit('floor.work_orders', p_left_out => '{history}');
