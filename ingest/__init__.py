"""Getting rows in: connectors, the supervisor that runs them, and the spool and writer behind."""
