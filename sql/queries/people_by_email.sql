-- Who has an e-mail address ($1, ignoring case): key, name, and whether they left; nothing where
-- nobody has it.
select
    people.person_id,
    people.email,
    people.display_name as name,
    people.retired_at is not null as is_retired
from floor.people
where lower(people.email) = lower($1);
