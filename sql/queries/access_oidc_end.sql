-- Take the login that began with a state ($1: its SHA-256): it is used once, and not after 10
-- minutes.
with

taken as (
    delete from access.oidc_logins
    where oidc_logins.state_hash = $1
    returning nonce, code_verifier, next_path, started_at
)

select
    taken.nonce,
    taken.code_verifier,
    taken.next_path
from taken
where taken.started_at > now() - interval '10 minutes';
