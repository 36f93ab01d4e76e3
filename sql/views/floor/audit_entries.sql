-- The audit as people read it: who changed what, field by field.
-- Grain: one row per row of the audit.
create view floor.audit_entries with (security_invoker = true) as
with

entries as (
    select
        audit_log.*,
        coalesce(audit_log.after, audit_log.before) as known
    from floor.audit_log
),

final as (
    select
        entries.audit_id,
        entries.at,
        entries.xid::text as transaction_id,
        entries.person,
        people.display_name as person_name,
        entries.database_user,
        entries.program,
        entries.table_name,
        entries.row_key,
        entries.action,
        machines.machine_name,
        case
            when entries.table_name = 'floor.work_orders' then nullif(entries.row_key, '')::integer
            else (entries.known ->> 'work_order_id')::integer
        end as work_order_id,
        differences.changes
    from entries
    left join floor.people on lower(entries.person) = lower(people.email)
    left join floor.machines on floor.audit_machine_id(entries.known) = machines.machine_id
    cross join lateral (
        select
            coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'field', coalesce(fields_before.key, fields_after.key),
                        'before', fields_before.value,
                        'after', fields_after.value
                    )
                    order by coalesce(fields_before.key, fields_after.key)
                ),
                '[]'
            ) as changes
        from jsonb_each_text(entries.before) as fields_before
        full join jsonb_each_text(entries.after) as fields_after
            on fields_before.key = fields_after.key
        where fields_before.value is distinct from fields_after.value
    ) as differences
)

select * from final;

comment on view floor.audit_entries is
'The audit as people read it. One row per row of floor.audit_log that the person who acts may see.';
comment on column floor.audit_entries.audit_id is 'Internal key, in order of writing.';
comment on column floor.audit_entries.at is 'When.';
comment on column floor.audit_entries.transaction_id is
'The transaction: rows that changed together.';
comment on column floor.audit_entries.person is
'E-mail address of who did it; null for a program or a database user.';
comment on column floor.audit_entries.person_name is 'Display name of the person, as it is now.';
comment on column floor.audit_entries.database_user is 'The database user that was logged in.';
comment on column floor.audit_entries.program is 'Through which program.';
comment on column floor.audit_entries.table_name is 'Table of the row, with its schema.';
comment on column floor.audit_entries.row_key is 'Primary key of the row.';
comment on column floor.audit_entries.action is 'insert, update, delete or truncate.';
comment on column floor.audit_entries.machine_name is
'The machine the row is about, as it is called now; null where it names none.';
comment on column floor.audit_entries.work_order_id is
'The work order the row is about; null where it names none.';
comment on column floor.audit_entries.changes is
'Array of {field, before, after} as text: fields that differ; all that are known of a row that was '
'inserted or deleted.';
