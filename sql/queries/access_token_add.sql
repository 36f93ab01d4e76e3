-- Make a token. $1: its SHA-256; $2: key of the person it acts for; $3: what it is for; $4: what it
-- may do (null: all its person may); $5: days until it ends by itself (null: never).
insert into access.api_tokens (token_hash, person_id, token_name, scopes, expires_at)
values ($1, $2, $3, $4::text[], now() + make_interval(days => $5::integer))
returning token_id;
