-- End sessions of somebody ($1, key). $2: one alone (key), null: all; $3: but for this one, or
-- null.
update access.sessions
set revoked_at = now()
where
    sessions.person_id = $1
    and sessions.session_id = coalesce($2, sessions.session_id)
    and sessions.session_id is distinct from $3
    and sessions.revoked_at is null
    and sessions.expires_at > now()
returning session_id;
