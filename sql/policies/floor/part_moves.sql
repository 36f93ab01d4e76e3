-- Parts that move: with an order where its machine stands, else by whoever works anywhere.
select floor.protect(
    'floor.part_moves',
    '(select orders.machine_id from floor.work_orders as orders'
    || ' where orders.work_order_id = part_moves.work_order_id)',
    'work.do'
);
create policy select_of_stock_where_allowed on floor.part_moves for select
using (
    part_moves.work_order_id is null and (select floor.may_somewhere('floor.see'))
);
comment on policy select_of_stock_where_allowed on floor.part_moves is
'Allows select of moves that belong to no order where the person who acts may see anything.';
create policy insert_of_stock_where_allowed on floor.part_moves for insert
with check (
    part_moves.work_order_id is null and (select floor.may_somewhere('work.do'))
);
comment on policy insert_of_stock_where_allowed on floor.part_moves is
'Allows insert of moves that belong to no order where the person who acts has the right work.do.';
