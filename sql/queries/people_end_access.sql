-- End whatever somebody ($1, key) is logged in with. $2: tokens as well, or browsers alone.
with

tokens as (
    update access.api_tokens
    set revoked_at = now()
    where api_tokens.person_id = $1 and api_tokens.revoked_at is null and $2
)

update access.sessions
set revoked_at = now()
where sessions.person_id = $1 and sessions.revoked_at is null;
