-- Passwords: who changes them is written down.
select floor.audit('access.passwords', '{password_hash}');
