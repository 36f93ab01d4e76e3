-- Give somebody new ($1, key) a role ($2) everywhere.
insert into floor.person_roles (person_id, role)
values ($1, $2);
