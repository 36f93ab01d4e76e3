-- Put one refused sample aside.
-- $1: the ingester; $2 to $7: the sample as read back, null where it cannot be; $8: why it was
-- refused; $9: what to do about it.
insert into historian.dead_letters (
    source, tag_id, at, server_at, value, text_value, quality, reason, hint
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);
