-- The password was right. $1 bigint: attempt_id. $2 integer: person_id. $3 text: its hash, made
-- anew where the old one was easier to try out.
with

renewed as (
    update access.passwords
    set password_hash = $3
    where passwords.person_id = $2 and passwords.password_hash <> $3
)

update access.login_attempts
set was_accepted = true
where login_attempts.attempt_id = $1;
