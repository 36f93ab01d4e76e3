-- Which server answers, as whom, and what time it is there.
select
    current_setting('server_version_num')::integer as version_number,
    current_setting('server_version') as version_text,
    current_database() as database_name,
    current_user::text as user_name,
    pg_is_in_recovery() as is_standby,
    clock_timestamp() as now_at;
