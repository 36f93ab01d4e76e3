-- Forget how people came in, long after it matters.
create function access.forget_logins(p_keep interval default '30 days') returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_attempts bigint;
    v_sessions bigint;
begin
    delete from access.login_attempts where login_attempts.at < clock_timestamp() - p_keep;
    get diagnostics v_attempts = row_count;
    delete from access.sessions
    where least(sessions.revoked_at, sessions.expires_at) < clock_timestamp() - p_keep;
    get diagnostics v_sessions = row_count;
    return v_attempts + v_sessions;
end;
$$;

comment on function access.forget_logins(interval) is
'Deletes attempts to log in that are older than p_keep, and sessions that ended longer ago; '
'returns how many rows. Servers call it every 10 minutes.';
