-- Begin a session, and end the one the browser had.
-- $1 bytea: SHA-256 of the new secret. $2 bytea: of the one it showed. $3 integer: person_id.
-- $4 text: mode. $5 interval: after how long it ends by itself. $6, $7 text: address, agent.
with

ended as (
    update access.sessions
    set revoked_at = now()
    where sessions.token_hash = $2 and sessions.revoked_at is null
)

insert into access.sessions (token_hash, person_id, mode, expires_at, address, agent)
values ($1, $3, $4, now() + $5::interval, $6, $7);
