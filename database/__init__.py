"""The database: connections, named queries, migrations and the embedded server."""
