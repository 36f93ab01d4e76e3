-- Let a role ($1) store samples; false where it does not exist.
select access.admit_ingester($1);
