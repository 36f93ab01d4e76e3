-- Put a question to a device: $1 kind, $2 ingester, $3 protocol, $4 settings (jsonb), $5 secrets
-- (jsonb; null: none, whatever is stored), $6 connection whose stored secrets fill in what $5
-- leaves out, or null; $7 what is asked (jsonb).
insert into historian.probes (
    probe_kind, ingester, protocol, config, secrets, connection_id, question
)
values ($1, $2, $3, $4::jsonb, $5::jsonb, $6, $7::jsonb)
returning probe_id;
