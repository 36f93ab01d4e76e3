-- Partitions for samples of these days. $1 first, $2 last. Fails for days older than are kept.
select historian.ensure_partitions($1, $2);
