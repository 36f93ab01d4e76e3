-- Secrets of connections: written with them; only their names can be read (sql/roles.sql).
select floor.protect(
    'floor.connection_secrets',
    'nowhere',
    'setup.change',
    'setup.change',
    'setup.change',
    'setup.see'
);
