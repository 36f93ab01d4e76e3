-- Take a work order for the one who acts, without beginning it yet.
-- $1: the order.
select floor.take_work_order($1, false);
