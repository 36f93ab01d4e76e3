-- Note an attempt to log in with a password, unless it comes too soon after others.
-- $1 text: e-mail address that was typed. $2 text: network address.
select
    attempts.attempt_id,
    attempts.again_at
from access.begin_attempt($1, $2) as attempts;
