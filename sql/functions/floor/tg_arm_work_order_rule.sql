-- From when on a rule opens work orders.
create function floor.tg_arm_work_order_rule() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    new.rule_name := btrim(new.rule_name);
    new.title := btrim(new.title);
    if tg_op = 'INSERT' then
        if not floor.is_unrestricted() then
            new.armed_at := clock_timestamp();
        end if;
    elsif not old.is_enabled and new.is_enabled and new.armed_at = old.armed_at then
        new.armed_at := clock_timestamp();
    end if;
    return new;
end;
$$;

comment on function floor.tg_arm_work_order_rule() is
'Trigger: a rule that is new, or enabled again, leaves the stops alone that last already. Programs '
'may say from when on it holds.';
