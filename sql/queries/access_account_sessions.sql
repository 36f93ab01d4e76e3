-- Where somebody ($1, key) is logged in, the session that asks ($2, key, or null) first, then the
-- one used last. $3 interval: after how long without use a session ends.
select
    sessions.session_id,
    sessions.mode,
    sessions.started_at,
    sessions.seen_at,
    sessions.expires_at,
    sessions.address,
    sessions.agent,
    coalesce(sessions.session_id = $2, false) as is_this_one
from access.sessions
where
    sessions.person_id = $1
    and sessions.revoked_at is null
    and sessions.expires_at > now()
    and sessions.seen_at > now() - $3::interval
order by is_this_one desc, sessions.seen_at desc, sessions.session_id desc;
