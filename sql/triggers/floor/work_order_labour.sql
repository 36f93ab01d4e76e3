-- Work on orders: guarded, and announced with its order.
create trigger "1_guard"
before insert or update or delete on floor.work_order_labour
for each row execute function floor.tg_guard_labour();
comment on trigger "1_guard" on floor.work_order_labour is
'Holds rows to who may write down whose work, and when.';

select relay.announce(
    'floor.work_order_labour', 'work_orders', 'select work_order_id::text from changed'
);

-- Who changes it is written down.
select floor.audit('floor.work_order_labour', p_left_out => '{history}');
