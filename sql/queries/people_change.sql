-- Change a person ($1, key). $2: name; $3: whether they left; null leaves each as it is.
update floor.people
set
    display_name = coalesce($2, people.display_name),
    retired_at = case
        when $3::boolean then coalesce(people.retired_at, now())
        when $3 is null then people.retired_at
    end
where people.person_id = $1
returning person_id;
