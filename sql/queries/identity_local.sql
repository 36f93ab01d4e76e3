-- The person of this machine (AUTH_MODE=local).
select access.local_identity()::text;
