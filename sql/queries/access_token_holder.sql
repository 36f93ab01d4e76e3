-- Whom a token ($1: its SHA-256) acts for, its name, and what it may do of that; nothing once it
-- ended, null as identity for somebody retired. The token is noted as used, to the minute.
with

held as (
    select
        api_tokens.token_id,
        api_tokens.token_name,
        api_tokens.scopes,
        api_tokens.person_id
    from access.api_tokens
    where
        api_tokens.token_hash = $1
        and api_tokens.revoked_at is null
        and (api_tokens.expires_at is null or api_tokens.expires_at > now())
),

noted as (
    update access.api_tokens
    set used_at = now()
    from held
    where
        api_tokens.token_id = held.token_id
        and (api_tokens.used_at is null or api_tokens.used_at < now() - interval '1 minute')
)

select
    held.token_id,
    held.token_name,
    held.scopes,
    floor.identity(held.person_id)::text as identity
from held;
