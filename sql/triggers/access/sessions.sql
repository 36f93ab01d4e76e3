-- Sessions: who changes them is written down.
select floor.audit('access.sessions', '{token_hash}', '{seen_at}');
