-- What a link of the audit chain seals: a row of the audit as one text.
create function floor.audit_content(p_row floor.audit_log) returns bytea
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select convert_to(
        jsonb_build_array(
            p_row.audit_id,
            to_char(p_row.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            p_row.xid::text,
            p_row.person,
            p_row.database_user,
            p_row.program,
            p_row.table_name,
            p_row.row_key,
            p_row.action,
            p_row.before,
            p_row.after
        )::text,
        'UTF8'
    );
$$;

comment on function floor.audit_content(floor.audit_log) is
'A row of the audit as the bytes its link seals: a JSON array of all columns in their order as '
'PostgreSQL writes jsonb, the instant in UTC with microseconds, in UTF-8. The same whatever '
'the settings of the session.';
