"""The simulated floor behind an OPC UA server, as a line of PLCs would serve it."""
