-- The life of a work order is written by its triggers, and by nobody else.
create function floor.tg_guard_work_order_steps() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' and pg_trigger_depth() > 1 then
        return null;
    end if;
    raise exception 'steps of work orders are not written by hand'
    using errcode = 'FC409', hint = 'Update floor.work_orders: each step writes its row here.';
end;
$$;

comment on function floor.tg_guard_work_order_steps() is
'Trigger: refuses rows of floor.work_order_steps that no step of an order wrote, and any change of '
'them.';
