-- Connections: a device may speak for any line, so it takes a right that holds everywhere.
select floor.protect(
    'floor.connections', 'nowhere', 'setup.change', 'setup.change', 'setup.change', 'setup.see'
);
