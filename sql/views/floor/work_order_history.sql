-- What changed on work orders since they were opened, as the audit has it.
-- Grain: one row per change of a work order and field that differs.
--
-- With the rights of its owner, because whoever may see an order may see its story, and only few
-- may read the audit: it filters by the machines one may see itself.
create view floor.work_order_history with (security_barrier = true) as
with

changes as (
    select
        work_orders.work_order_id,
        audit_log.audit_id,
        audit_log.at,
        audit_log.person,
        audit_log.database_user,
        audit_log.before,
        audit_log.after
    from floor.work_orders
    inner join floor.audit_log
        on
            audit_log.table_name = 'floor.work_orders'
            and audit_log.row_key = work_orders.work_order_id::text
            and audit_log.action = 'update'
    where work_orders.machine_id in (select floor.machines_where('floor.see'))
),

fields as (
    select
        changes.*,
        fields_before.field,
        fields_before.value as value_before,
        fields_after.value as value_after
    from changes
    cross join lateral jsonb_each_text(changes.before) as fields_before (field, value)
    inner join lateral jsonb_each_text(changes.after) as fields_after (field, value)
        on fields_before.field = fields_after.field
    where
        fields_before.value is distinct from fields_after.value
        -- who and when is told of each change, and the time of a status by its own column
        and fields_before.field not in ('version', 'changed_at', 'changed_by', 'status_at')
),

final as (
    select
        fields.work_order_id,
        (fields.after ->> 'version')::integer as version,
        fields.field,
        case fields.field
            when 'assignee_id' then employees_before.employee_name
            else fields.value_before
        end as before,
        case fields.field
            when 'assignee_id' then employees_after.employee_name
            else fields.value_after
        end as after,
        fields.at as changed_at,
        coalesce(people.display_name, fields.person, fields.database_user) as changed_by
    from fields
    left join floor.employees as employees_before
        on
            fields.field = 'assignee_id'
            and fields.value_before = employees_before.employee_id::text
    left join floor.employees as employees_after
        on
            fields.field = 'assignee_id'
            and fields.value_after = employees_after.employee_id::text
    left join floor.people on lower(fields.person) = lower(people.email)
)

select * from final;

comment on view floor.work_order_history is
'What changed on work orders since they were opened, from the audit. One row per change of a work '
'order and field that differs; of the orders the person who acts may see.';
comment on column floor.work_order_history.work_order_id is 'The order.';
comment on column floor.work_order_history.version is 'Its version after the change.';
comment on column floor.work_order_history.field is 'Column of floor.work_orders that changed.';
comment on column floor.work_order_history.before is
'The value before, as text; of assignee_id the name of the employee.';
comment on column floor.work_order_history.after is
'The value after, as text; of assignee_id the name of the employee.';
comment on column floor.work_order_history.changed_at is 'When.';
comment on column floor.work_order_history.changed_by is
'Who: display name of the person, else the database user.';
