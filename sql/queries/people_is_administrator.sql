-- Whether somebody ($1, key) may change people everywhere now.
select count(*) > 0 as is_administrator
from floor.people
cross join lateral floor.rights_of(people.email) as rights
where
    people.person_id = $1
    and rights.action = 'people.change'
    and rights.plant_id is null
    and rights.line_id is null;
