-- A kind of machine ($1), unless it is known; a kind is not described twice.
insert into floor.machine_types (machine_type, description)
values ($1, 'Came with a recording.')
on conflict (machine_type) do nothing;
