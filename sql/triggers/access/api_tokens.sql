-- Api tokens: who changes them is written down.
select floor.audit('access.api_tokens', '{token_hash}', '{used_at}');
