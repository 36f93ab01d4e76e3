-- People who may have changed something, by name: those that may be chosen. One row per person.
select
    people.email,
    people.display_name
from floor.people
order by lower(people.display_name), people.email;
