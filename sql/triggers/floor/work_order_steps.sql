-- Steps of work orders: written by the orders alone.
create trigger "1_guard"
before insert or update or delete on floor.work_order_steps
for each statement execute function floor.tg_guard_work_order_steps();
comment on trigger "1_guard" on floor.work_order_steps is
'Refuses rows that no step of an order wrote, and any change of them.';
