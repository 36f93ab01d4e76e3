-- Comments on work orders: guarded, and announced with their order.
create trigger "1_guard"
before insert or update or delete on floor.work_order_comments
for each row execute function floor.tg_guard_work_order_comments();
comment on trigger "1_guard" on floor.work_order_comments is
'Holds rows to what the person who acts may do, and to the status of the order.';

select relay.announce(
    'floor.work_order_comments', 'work_orders', 'select work_order_id::text from changed'
);

-- Who changes it is written down.
select floor.audit('floor.work_order_comments', p_left_out => '{history}');
