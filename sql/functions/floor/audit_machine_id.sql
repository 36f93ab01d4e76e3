-- At which machine something was changed, as far as the row tells.
create function floor.audit_machine_id(p_row jsonb) returns integer
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (p_row ->> 'machine_id')::integer,
        (
            select work_orders.machine_id
            from floor.work_orders
            where work_orders.work_order_id = (p_row ->> 'work_order_id')::integer
        ),
        (select tags.machine_id from floor.tags where tags.tag_id = (p_row ->> 'tag_id')::integer)
    );
$$;

comment on function floor.audit_machine_id(jsonb) is
'The machine a row of the audit is about: its machine_id, that of its work order, or that of its '
'tag; null where the row names none of them.';
