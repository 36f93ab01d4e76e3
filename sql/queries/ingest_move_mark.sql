-- Move the watermark of a spool, in the transaction that stores the batches up to it. No row:
-- it is not where the caller believes, because a commit whose reply was lost came through.
-- Waits for another transaction that moves it.
-- $1: the spool; $2: the last batch of this transaction; $3: where it stood, null: nowhere.
insert into historian.watermarks as kept (spool_id, last_batch)
values ($1, $2)
on conflict (spool_id) do update
    set
        last_batch = excluded.last_batch,
        moved_at = excluded.moved_at
    where kept.last_batch = $3
returning last_batch;
