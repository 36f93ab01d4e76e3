-- Take an idempotency key. Waits while another transaction is at the same key. Returns a row
-- where the key was free, none where it is taken.
-- $1: key; $2: hash of what was sent.
insert into floor.submissions (idempotency_key, request_hash, answer)
values ($1, $2, '{}')
on conflict (idempotency_key) do nothing
returning idempotency_key;
