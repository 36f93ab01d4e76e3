-- End a session.
-- $1 bytea: SHA-256 of its secret.
update access.sessions
set revoked_at = now()
where sessions.token_hash = $1 and sessions.revoked_at is null;
