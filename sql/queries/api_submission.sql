-- What was sent under an idempotency key, and what was answered. $1: key.
select
    request_hash,
    answer
from floor.submissions
where idempotency_key = $1;
