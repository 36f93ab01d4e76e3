-- Who has an e-mail address ($1, ignoring case) and a password; nobody who left.
select
    people.person_id,
    passwords.password_hash
from floor.people
inner join access.passwords on people.person_id = passwords.person_id
where lower(people.email) = lower($1) and people.retired_at is null;
