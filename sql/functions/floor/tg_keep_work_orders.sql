-- Work orders are not deleted.
create function floor.tg_keep_work_orders() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'work orders stay: they are not deleted'
    using errcode = 'FC409', hint = 'Cancel the work order, and say why (status_note).';
end;
$$;

comment on function floor.tg_keep_work_orders() is
'Trigger: refuses to delete work orders, for whatever program.';
