-- Who holds a session, with its key; nothing once it ended. The session is noted as used, to the
-- minute.
-- $1 bytea: SHA-256 of its secret. $2 text: the mode it was begun in. $3 interval: after how long
-- without use it ends.
with

held as (
    select
        sessions.session_id,
        sessions.person_id
    from access.sessions
    where
        sessions.token_hash = $1
        and sessions.mode = $2
        and sessions.revoked_at is null
        and sessions.expires_at > now()
        and sessions.seen_at > now() - $3::interval
),

noted as (
    update access.sessions
    set seen_at = now()
    from held
    where
        sessions.session_id = held.session_id
        and sessions.seen_at < now() - interval '1 minute'
)

select
    held.session_id,
    floor.identity(held.person_id)::text as identity
from held;
