-- Key of the person with an e-mail address ($1, ignoring case); nobody who left.
select people.person_id
from floor.people
where lower(people.email) = lower($1) and people.retired_at is null;
