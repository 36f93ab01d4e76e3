-- Keep the answer to what was sent under an idempotency key. $1: key; $2: answer.
update floor.submissions
set answer = $2::jsonb
where idempotency_key = $1;
