-- Note a login that goes to the provider, and forget those that never came back. $1: SHA-256 of its
-- state; $2: nonce; $3: proof key; $4: the page to open in the end.
with

forgotten as (
    delete from access.oidc_logins
    where oidc_logins.started_at < now() - interval '10 minutes'
)

insert into access.oidc_logins (state_hash, nonce, code_verifier, next_path)
values ($1, $2, $3, $4);
