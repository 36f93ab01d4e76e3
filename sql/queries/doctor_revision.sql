-- The revision the tables are at.
select alembic_version.version_num as revision from public.alembic_version;
