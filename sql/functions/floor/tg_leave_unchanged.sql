-- Leave a row alone that an update would leave as it is.
create function floor.tg_leave_unchanged() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    return case when new is distinct from old then new end;
end;
$$;

comment on function floor.tg_leave_unchanged() is
'Trigger, before an update of each row: an update that changes nothing does nothing, so nobody is '
'told of it.';
