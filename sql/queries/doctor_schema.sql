-- Whether this database was ever upgraded by us, and whether the upgrade was finished.
select
    to_regclass('public.alembic_version') is not null as is_migrated,
    to_regclass('public.machine_feed_stream') is not null as is_rebuilt;
