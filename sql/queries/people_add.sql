-- Add a person. $1: e-mail address; $2: name. Nothing where somebody has the address already.
insert into floor.people (email, display_name)
values ($1, $2)
on conflict (lower(email)) do nothing
returning person_id;
