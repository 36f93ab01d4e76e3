-- Give a person ($1, key) a password ($2: its hash).
insert into access.passwords (person_id, password_hash)
values ($1, $2)
on conflict (person_id) do update
    set password_hash = excluded.password_hash, changed_at = now();
