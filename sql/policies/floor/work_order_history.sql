-- The story of work orders: read through the role app, too. The view itself filters by what the
-- person may see, so it is the one of schema floor that may have its owner's rights.
do $$
begin
    if to_regrole('app') is not null then
        grant select on floor.work_order_history to app;
    end if;
end;
$$;
