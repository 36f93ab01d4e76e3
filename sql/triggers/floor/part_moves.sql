-- Moves of parts: the stock stays at or above zero.
create trigger "1_guard"
before insert or update or delete on floor.part_moves
for each row execute function floor.tg_guard_part_moves();
comment on trigger "1_guard" on floor.part_moves is
'Refuses to take what is not there, and to change moves.';

select relay.announce(
    'floor.part_moves',
    'work_orders',
    'select work_order_id::text from changed where work_order_id is not null'
);

-- Who changes it is written down.
select floor.audit('floor.part_moves', p_left_out => '{history}');
