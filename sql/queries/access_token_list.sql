-- Tokens that nobody ended, the newest first. $1: of one person (key), null: of everybody;
-- $2: one token alone (key), null: all.
select
    api_tokens.token_id,
    api_tokens.token_name as name,
    people.email as person,
    api_tokens.scopes,
    api_tokens.created_at,
    api_tokens.created_by,
    api_tokens.expires_at,
    api_tokens.used_at
from access.api_tokens
inner join floor.people on api_tokens.person_id = people.person_id
where
    api_tokens.revoked_at is null
    and api_tokens.person_id = coalesce($1, api_tokens.person_id)
    and api_tokens.token_id = coalesce($2, api_tokens.token_id)
order by api_tokens.created_at desc, api_tokens.token_id desc;
