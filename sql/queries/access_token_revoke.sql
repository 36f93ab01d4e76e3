-- End a token ($1, key). $2: only where it acts for that person (key), null: for anybody. Returns
-- its name; nothing where there is none, or it was ended before.
update access.api_tokens
set revoked_at = now()
where
    api_tokens.token_id = $1
    and api_tokens.person_id = coalesce($2, api_tokens.person_id)
    and api_tokens.revoked_at is null
returning token_name;
