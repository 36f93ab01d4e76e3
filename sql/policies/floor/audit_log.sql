-- The audit: read by whoever may, of lines where they may; written by triggers alone.
select floor.protect(
    'floor.audit_log',
    '(coalesce(audit_log.after, audit_log.before) ->> ''machine_id'')::integer',
    p_select => 'audit.see'
);
create policy select_of_lines_where_allowed on floor.audit_log for select
using (
    (coalesce(audit_log.after, audit_log.before) ->> 'line_id')::integer in (
        select allowed.line_id
        from floor.lines_where('audit.see') as allowed (line_id)
    )
);
comment on policy select_of_lines_where_allowed on floor.audit_log is
'Allows select of changes on lines where the person who acts has the right audit.see.';
create policy select_of_orders_where_allowed on floor.audit_log for select
using (
    (
        select orders.machine_id
        from floor.work_orders as orders
        where
            orders.work_order_id
            = (coalesce(audit_log.after, audit_log.before) ->> 'work_order_id')::integer
    ) in (
        select allowed.machine_id
        from floor.machines_where('audit.see') as allowed (machine_id)
    )
);
comment on policy select_of_orders_where_allowed on floor.audit_log is
'Allows select of changes of work orders where the person who acts has the right audit.see.';
