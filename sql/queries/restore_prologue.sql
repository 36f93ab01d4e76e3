-- Make room for what is restored, in its transaction: nobody sees the floor without its tables.
set lock_timeout = '10s';
drop schema if exists gold cascade;
drop schema if exists access cascade;
drop schema if exists relay cascade;
drop schema if exists historian cascade;
drop schema if exists floor cascade;
drop table if exists public.alembic_version;
